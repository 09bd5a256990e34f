// Checks against an upstream that takes its time: how long many of them take, and what the engine adds to a latency.
import { absolute, atMost, type Figure, ratio } from './support/figure.ts';
import { type Fixture, type FixtureOptions, makeFixture } from './support/fixture.ts';
import { startUpstream, type Upstream } from './support/run-upstream.ts';
import { median, outputOf, percentile, timeOnce } from './support/timing.ts';

const CHECKS = 200;
const HOLD_MS = 50;
/** What the program takes when an integration declares nothing. */
const DEFAULT_CAP = 4;
const DECLARED_CAP = 16;
const TURNS = 7;

const LATENCY_CHECKS = 1_000;
const SHORT_HOLD_MS = 5;

interface Result {
  readonly status: string;
  readonly latency: { readonly samples: readonly number[] };
  readonly exchange: { readonly response: { readonly headers: readonly (readonly [string, string])[] } };
}

export async function slowUpstream(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  try {
    return [
      ...durationAt(upstream, DEFAULT_CAP, {}),
      ...durationAt(upstream, DECLARED_CAP, { concurrency: DECLARED_CAP }),
      ...addedLatency(upstream),
    ];
  } finally {
    upstream.close();
  }
}

const command = (fixture: Fixture, ...args: readonly string[]) => ({
  name: args.join(' '),
  command: [process.execPath, fixture.program, 'check', ...args],
  env: { PLAYBOOK_HOME: fixture.home },
});

/** The whole process, its start included. A false latency failure would make its exit code 1, which throws. */
function durationAt(upstream: Upstream, cap: number, options: FixtureOptions): Figure[] {
  const fixture = makeFixture(upstream.state, CHECKS, { ...options, holdMs: HOLD_MS });
  try {
    timeOnce(command(fixture, 'bench-1'));
    const ms = median(Array.from({ length: TURNS }, () => timeOnce(command(fixture, '--all'))));
    const least = (CHECKS / cap) * HOLD_MS;
    return [
      absolute(`${CHECKS} checks on a ${HOLD_MS} ms upstream, cap ${cap}`, ms),
      ratio(`÷ (${CHECKS} ÷ ${cap} × ${HOLD_MS} ms)`, ms / least, 1.3),
    ];
  } finally {
    fixture.close();
  }
}

/**
 * Measured latency without the time that the upstream itself says it took, by the program and, turn about, by a bare
 * client at as many connections. Both hold the client and the way there and back; what is between them is the engine's.
 */
function addedLatency(upstream: Upstream): Figure[] {
  const fixture = makeFixture(upstream.state, LATENCY_CHECKS, { holdMs: SHORT_HOLD_MS });
  const url = `${upstream.url}/charge?hold=${SHORT_HOLD_MS}`;
  const script = [process.execPath, fixture.bareLatency, url, `${LATENCY_CHECKS}`, `${DEFAULT_CAP}`];
  try {
    outputOf(command(fixture, 'bench-1'));
    const turns = Array.from({ length: TURNS }, () => ({
      bare: JSON.parse(outputOf({ name: 'bare latencies', command: script })) as number[],
      ours: addedBy(fixture),
    }));
    const at = (whose: 'bare' | 'ours', share: number) =>
      median(turns.map((turn) => percentile(turn[whose], share)));
    const engine = at('ours', 0.99) - at('bare', 0.99);
    return [
      absolute(`added to a latency at p50, cap ${DEFAULT_CAP}: by a bare client`, at('bare', 0.5), 2),
      absolute('by the program', at('ours', 0.5), 2),
      absolute('at p99: by a bare client', at('bare', 0.99), 2),
      absolute('by the program', at('ours', 0.99), 2),
      atMost('at p99 by the engine: the program less the bare client', engine, 1, 'ms', 2),
    ];
  } finally {
    fixture.close();
  }
}

function addedBy(fixture: Fixture): number[] {
  const { results } = JSON.parse(outputOf(command(fixture, '--all', '--json'))) as { results: Result[] };
  return results.map((one) => (one.latency.samples[0] ?? Number.NaN) - ownMs(one));
}

function ownMs({ exchange }: Result): number {
  const [, timing = ''] = exchange.response.headers.find(([name]) => name === 'server-timing') ?? [];
  return Number(/dur=([\d.]+)/.exec(timing)?.[1]);
}
