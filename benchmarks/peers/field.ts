// Everyone who takes part in one race, each with its own input for the same job, in folders of their own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFixture } from '../support/fixture.ts';
import type { Upstream } from '../support/run-upstream.ts';
import type { Contestant } from '../support/timing.ts';
import { type Broken, queryOf } from '../support/work.ts';
import { bruno } from './bruno.ts';
import { httpyac } from './httpyac.ts';
import { hurl } from './hurl.ts';
import { newman } from './newman.ts';
import type { Job, Peer } from './peer.ts';
import { redocly } from './redocly.ts';
import { stepci, stepciAsIs } from './stepci.ts';

export const peers: readonly Peer[] = [hurl, newman, stepci, stepciAsIs, bruno, httpyac, redocly];

export const BARE = 'bare script';
export const OURS = 'playbook';
export const CONNECTIONS = 16;

export interface Work {
  readonly count: number;
  readonly holdMs?: number;
  readonly broken?: Broken;
}

export interface Field {
  readonly contestants: readonly Contestant[];
  close(): void;
}

/** The bare script, this program, and each peer that is there, over plain HTTP or with the authority of the upstream. */
export function makeField(upstream: Upstream, { count, holdMs = 0, broken }: Work): Field {
  const fixture = makeFixture(upstream.state, count, { concurrency: CONNECTIONS, holdMs, broken });
  const url = new URL('/charge', upstream.url);
  for (const [name, value] of Object.entries(queryOf(holdMs, broken))) url.searchParams.set(name, value);
  const folder = mkdtempSync(join(tmpdir(), 'playbook-peers-'));
  const caFile = upstream.ca === '' ? undefined : join(folder, 'authority.pem');
  if (caFile) writeFileSync(caFile, upstream.ca);
  const trust: Record<string, string> = caFile ? { NODE_EXTRA_CA_CERTS: caFile } : {};
  const node = process.execPath;
  const contestants: Contestant[] = [
    {
      name: BARE,
      command: [node, fixture.bare, url.href, fixture.schemaFile, String(count), String(CONNECTIONS)],
      env: trust,
    },
    {
      name: OURS,
      command: [node, fixture.program, 'check', ...(count === 1 ? ['bench-1'] : ['--all'])],
      env: { PLAYBOOK_HOME: fixture.home },
    },
  ];
  for (const [index, peer] of peers.entries()) {
    const job = { folder: join(folder, String(index)), url, count, connections: CONNECTIONS, caFile };
    const made = contestantOf(peer, job, trust);
    if (made) contestants.push(made);
  }
  const close = () => {
    fixture.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { contestants, close };
}

function contestantOf(peer: Peer, job: Job, trust: Readonly<Record<string, string>>): Contestant | undefined {
  const program = peer.program();
  if (program === undefined) return undefined;
  mkdirSync(job.folder);
  const { command, env } = peer.prepare(program, job);
  return { name: peer.name, command, env: { ...trust, ...env }, cwd: job.folder };
}
