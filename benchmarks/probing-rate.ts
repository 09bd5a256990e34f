// Probes a second, each on a connection of its own: this program's engine beside blackbox_exporter.
// BLACKBOX_EXPORTER names its program; without it the figure is printed as missing.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, missing } from './support/figure.ts';
import { makeFixture } from './support/fixture.ts';
import { startUpstream, type Upstream } from './support/run-upstream.ts';
import { median, outputOf, timeOnce } from './support/timing.ts';

const CHECKS = 2_000;
const CONNECTIONS = 16;
const TURNS = 7;
const TARGET = 1.5;
const LOAD = join(import.meta.dirname, 'support/ask-often.mjs');

export async function probingRate(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  try {
    const ours = ourRate(upstream);
    const figures: Figure[] = [{ name: `playbook check --all, ${CHECKS} checks`, value: rate(ours) }];
    const program = process.env.BLACKBOX_EXPORTER;
    if (!program) return [...figures, missing('÷ blackbox_exporter', 'BLACKBOX_EXPORTER= is not set')];
    const theirs = await blackboxRate(program, `${upstream.url}/charge`);
    const value = ours / theirs;
    return [
      ...figures,
      { name: 'blackbox_exporter', value: rate(theirs) },
      {
        name: 'playbook ÷ blackbox_exporter',
        value: `${value.toFixed(2)} ×`,
        target: { text: `at least ${TARGET} ×`, met: value >= TARGET },
      },
    ];
  } finally {
    upstream.close();
  }
}

const rate = (perSecond: number) => `${perSecond.toFixed(0)}/s`;

/** Beyond the start of the process, which the exporter has behind it. */
function ourRate(upstream: Upstream): number {
  const fixture = makeFixture(upstream.state, CHECKS, { concurrency: CONNECTIONS, cold: true });
  const time = (what: string) =>
    timeOnce({
      name: what,
      command: [process.execPath, fixture.program, 'check', what],
      env: { PLAYBOOK_HOME: fixture.home },
    });
  try {
    time('bench-1');
    return median(
      Array.from({ length: TURNS }, () => ((CHECKS - 1) * 1_000) / (time('--all') - time('bench-1'))),
    );
  } finally {
    fixture.close();
  }
}

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
    const load = [process.execPath, LOAD, url, String(CHECKS), String(CONNECTIONS)];
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
