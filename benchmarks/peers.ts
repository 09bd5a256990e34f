// This program beside its peers on the same work: honest first, then how fast. Each figure is a ratio to the bare
// script in the same race. `BENCH_TURNS=1` gives a quick look; 7 turns make a figure that may be quoted.

import { boundedRace, LIMIT_MS, type Place } from './peers/bounded-race.ts';
import { BARE, CONNECTIONS, makeField, OURS, peers, type Work } from './peers/field.ts';
import type { Peer } from './peers/peer.ts';
import { type Figure, missing } from './support/figure.ts';
import { startUpstream, type Upstream } from './support/run-upstream.ts';
import { endOf } from './support/timing.ts';
import { BROKEN } from './support/work.ts';

const TURNS = Number(process.env.BENCH_TURNS ?? 7);
const HOLD_MS = 50;
const SLOW_CHECKS = 200;
const COUNTED = 40;
const SPACED = 1.3;

/** Who is there, and whether it passes what is kept and fails what is broken. */
export async function honestPeers(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  try {
    return [...peers.map(told), ...(await asking(upstream)), ...noticed(upstream)];
  } finally {
    upstream.close();
  }
}

const told = (peer: Peer): Figure =>
  peer.program() === undefined
    ? missing(peer.name, `get it with ${peer.get}`)
    : { name: peer.name, value: peer.note };

async function race(work: Work): Promise<ReadonlyMap<string, Place>> {
  const upstream = await startUpstream();
  const field = makeField(upstream, work);
  try {
    return boundedRace(field.contestants, TURNS);
  } finally {
    field.close();
    upstream.close();
  }
}

export const peersCold = async (): Promise<readonly Figure[]> => figuresOf(await race({ count: 1 }));

export async function peersMany(): Promise<readonly Figure[]> {
  const many = await race({ count: 1_000 });
  return [...figuresOf(many), ...aheadOf('hurl', many)];
}

export async function peersSlow(): Promise<readonly Figure[]> {
  const slow = await race({ count: SLOW_CHECKS, holdMs: HOLD_MS });
  return [...figuresOf(slow), ...held(slow)];
}

/** Whether each one asks as often as it has checks; one that merges them would win a race that it didn't run. */
async function asking(upstream: Upstream): Promise<Figure[]> {
  const field = makeField(upstream, { count: COUNTED });
  const figures: Figure[] = [];
  try {
    for (const contestant of field.contestants) {
      const before = await upstream.asked();
      endOf(contestant, LIMIT_MS);
      const asked = (await upstream.asked()) - before;
      if (asked !== COUNTED)
        figures.push({ name: `${contestant.name}: requests of ${COUNTED} checks`, value: `${asked}` });
    }
  } finally {
    field.close();
  }
  return figures;
}

/** Whether each one passes what is kept, and fails what is broken, one promise at a time. */
function noticed(upstream: Upstream): Figure[] {
  const wrong = new Map<string, string[]>();
  for (const broken of [undefined, ...BROKEN]) {
    const field = makeField(upstream, broken === undefined ? { count: 1 } : { count: 1, broken });
    try {
      for (const contestant of field.contestants) {
        const { exitCode } = endOf(contestant, LIMIT_MS);
        const found = wrong.get(contestant.name) ?? [];
        if (broken === undefined && exitCode !== 0) found.push('FAILS a kept promise');
        if (broken !== undefined && exitCode === 0) found.push(`PASSES a broken ${broken}`);
        wrong.set(contestant.name, found);
      }
    } finally {
      field.close();
    }
  }
  return [...wrong].map(([name, found]) => {
    const value = found.length === 0 ? `all ${BROKEN.length} seen` : found.join(', ');
    const figure = { name: `${name}: broken promises`, value };
    return name === OURS ? { ...figure, target: { text: 'all seen', met: found.length === 0 } } : figure;
  });
}

function figuresOf(places: ReadonlyMap<string, Place>): Figure[] {
  const bare = places.get(BARE)?.ms ?? Number.NaN;
  return [...places].map(([name, { ms, turns, failed, tooSlow }]) => {
    if (tooSlow) return { name: name, value: `no end in ${LIMIT_MS / 1_000} s, ended` };
    const falsely = failed > 0 ? `, ${failed} of ${turns} turns with FALSE failures` : '';
    return { name: name, value: `${ms.toFixed(0)} ms  ${(ms / bare).toFixed(2)} ×${falsely}` };
  });
}

function aheadOf(peer: string, places: ReadonlyMap<string, Place>): Figure[] {
  const [ours, theirs] = [places.get(OURS)?.ms, places.get(peer)?.ms];
  if (ours === undefined || theirs === undefined) return [];
  const value = ours / theirs;
  const target = { text: 'below 1 ×', met: value < 1 };
  return [{ name: `${OURS} ÷ ${peer}, one file a check`, value: `${value.toFixed(2)} ×`, target }];
}

/** The time that the upstream's own waiting takes at the cap, and no false failure of a latency. */
function held(places: ReadonlyMap<string, Place>): Figure[] {
  const ours = places.get(OURS);
  if (ours === undefined) return [];
  const value = ours.ms / ((SLOW_CHECKS / CONNECTIONS) * HOLD_MS);
  return [
    {
      name: `${OURS} ÷ (${SLOW_CHECKS} ÷ ${CONNECTIONS} × ${HOLD_MS} ms)`,
      value: `${value.toFixed(2)} ×`,
      target: { text: `at most ${SPACED} ×, no false failure`, met: value <= SPACED && ours.failed === 0 },
    },
  ];
}
