// Probes a second, each on a connection of its own: this program's engine beside blackbox_exporter.
// BLACKBOX_EXPORTER names its program; without it the figure is printed as missing.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, type Figure, missing } from './support/figure.ts';
import { type Fixture, makeFixture } from './support/fixture.ts';
import { startUpstream, type Upstream } from './support/run-upstream.ts';
import { median, outputOf, timeOnce } from './support/timing.ts';

const PROBES = 2_000;
const SAMPLES = 1_000;
const CONNECTIONS = 16;
const OF_MANY = { concurrency: CONNECTIONS, cold: true };
const TURNS = 7;
const TARGET = 1.5;
const LOAD = join(import.meta.dirname, 'support/ask-often.mjs');

export async function probingRate(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  try {
    const ours = [
      { name: `one check of ${SAMPLES} samples`, rate: samplingRate(upstream) },
      { name: `${PROBES} checks, each recorded`, rate: checkingRate(upstream) },
    ];
    const figures = ours.map(({ name, rate }): Figure => ({ name, value: perSecond(rate) }));
    const program = process.env.BLACKBOX_EXPORTER;
    if (!program) return [...figures, missing('÷ blackbox_exporter', 'BLACKBOX_EXPORTER= is not set')];
    const theirs = await blackboxRate(program, `${upstream.url}/charge`);
    return [
      ...figures,
      { name: 'blackbox_exporter', value: perSecond(theirs) },
      ...ours.map(({ name, rate }) => atLeast(`${name} ÷ blackbox_exporter`, rate / theirs, TARGET)),
    ];
  } finally {
    upstream.close();
  }
}

const perSecond = (rate: number) => `${rate.toFixed(0)}/s`;

interface Run {
  readonly fixture: Fixture;
  /** What is checked. */
  readonly what: string;
}

/** Each answer is held to all that is promised, and the whole is one record. */
const samplingRate = (upstream: Upstream): number =>
  rateOf(SAMPLES, (samples) => {
    return { fixture: makeFixture(upstream.state, 1, { cold: true, samples }), what: 'bench-1' };
  });

const checkingRate = (upstream: Upstream): number =>
  rateOf(PROBES, (probes) => {
    return { fixture: makeFixture(upstream.state, probes, OF_MANY), what: '--all' };
  });

/** Beyond the start of the process, which the exporter has behind it. */
function rateOf(probes: number, prepare: (probes: number) => Run): number {
  const [one, many] = [prepare(1), prepare(probes)];
  try {
    timeOf(one);
    timeOf(many);
    return median(Array.from({ length: TURNS }, () => ((probes - 1) * 1_000) / (timeOf(many) - timeOf(one))));
  } finally {
    one.fixture.close();
    many.fixture.close();
  }
}

const timeOf = ({ fixture: { program, home }, what }: Run): number =>
  timeOnce({
    name: what,
    command: [process.execPath, program, 'check', what],
    env: { PLAYBOOK_HOME: home },
  });

async function blackboxRate(program: string, target: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-blackbox-'));
  const config = join(folder, 'blackbox.yml');
  writeFileSync(
    config,
    'modules: { http_2xx: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } } }\n',
  );
  const port = await freePort();
  const exporter = spawn(program, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  try {
    const url = `http://127.0.0.1:${port}/probe?module=http_2xx&target=${encodeURIComponent(target)}`;
    await answering(exporter, url);
    const load = [process.execPath, LOAD, url, String(PROBES), String(CONNECTIONS)];
    const turns = Array.from({ length: TURNS + 1 }, () =>
      Number(outputOf({ name: 'ask-often', command: load })),
    );
    return median(turns.slice(1));
  } finally {
    exporter.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answering(exporter: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 100 && exporter.exitCode === null; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the exporter does not answer');
}
