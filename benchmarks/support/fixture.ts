// A playbook in a temporary folder: one integration on the upstream, and as many checks as asked for.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Broken, queryOf, WORK } from './work.ts';

const BUILT = join(import.meta.dirname, '../../dist/runner');

const contract = {
  openapi: '3.1.0',
  info: { title: 'Bench', version: '1' },
  paths: {
    '/charge': {
      get: {
        operationId: 'getCharge',
        responses: { 200: { description: 'ok', content: { 'application/json': { schema: WORK.schema } } } },
      },
    },
  },
};

/** How the checks of a fixture differ from the plain ones. */
export interface FixtureOptions {
  /** Requests at once that the integration declares; the program's default when left out. */
  readonly concurrency?: number | undefined;
  /** Milliseconds that the upstream waits before it answers. */
  readonly holdMs?: number;
  /** Whether each request opens a connection of its own. */
  readonly cold?: boolean;
  /** Requests of each check; one when left out, else as many at once as a check can send. */
  readonly samples?: number;
  /** The promise that the upstream breaks. */
  readonly broken?: Broken | undefined;
}

const check = (
  index: number,
  { holdMs = 0, cold = false, samples = 1, broken }: FixtureOptions,
) => `title: Charge ${index} keeps its promises
integration: bench
kind: http
request: { method: GET, path: /charge, query: ${JSON.stringify(queryOf(holdMs, broken))} }
expect:
  status: ${WORK.status}
  headers: { ${WORK.header.name}: { matches: '^${WORK.header.startsWith}' } }
  body: ${JSON.stringify(WORK.values.map(([name, equals]) => ({ path: `$.${name}`, equals })))}
  contract: { openapi: contracts/bench.openapi.json, operation: getCharge }
  latency: { p95: ${WORK.latencyMs}ms, samples: ${samples}, concurrency: 16${cold ? ', connections: cold' : ''} }
`;

const page = ({ concurrency }: FixtureOptions) => `---
title: Bench
description: The upstream of the benchmark.
integration:
  name: Bench
  vendor: Bench
  purpose: To be measured.
  criticality: low
  owner: bench
  environments: { sandbox: { sandbox: bench } }
  contract: contracts/bench.openapi.json
  endpoints: [{ operation: GET /charge, usedFor: measuring, usedBy: [bench] }]
  formats: []
  versions: { pinned: '1', how: fixed }
  targets: []
${concurrency === undefined ? '' : `  limits: { concurrency: ${concurrency} }\n`}  contacts: [{ name: nobody, role: none, reach: none }]
  logs: []
  dashboards: []
  baseline: { revision: '1', recorded: 2026-01-01, latency: { p50: 1ms, p95: 5ms }, errorRate: 0 }
---
`;

export interface Fixture {
  readonly root: string;
  readonly home: string;
  /** The program's own file; it belongs to the repository that it stands in. */
  readonly program: string;
  readonly schemaFile: string;
  /** The bare script, where it finds the libraries of the root install and not those of a peer. */
  readonly bare: string;
  /** The bare script that measures latencies alone. */
  readonly bareLatency: string;
  close(): void;
}

/** Writes the playbook and, as the sandbox would, where the upstream is. */
export function makeFixture(
  sandboxState: unknown,
  checks: number,
  options: FixtureOptions = { concurrency: 16 },
): Fixture {
  const root = mkdtempSync(join(tmpdir(), 'playbook-bench-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(root, path), text, { mode: 0o600 });
  };
  cpSync(BUILT, join(root, 'dist/runner'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  cpSync(join(import.meta.dirname, '../bare'), join(root, 'bare'), { recursive: true });
  put('src/content/docs/integrations/bench.mdx', page(options));
  put('src/content/contracts/bench.openapi.json', JSON.stringify(contract));
  put('src/content/teams/bench.yaml', 'name: Bench\nhandle: "@bench/bench"\nchannel: bench\n');
  put('src/content/channels/bench.yaml', 'name: Bench\nkind: chat\naddress: none\n');
  put('schema.json', JSON.stringify(WORK.schema));
  put('.playbook/sandbox.json', JSON.stringify(sandboxState));
  for (let index = 1; index <= checks; index += 1)
    put(`src/content/checks/bench-${index}.yaml`, check(index, options));
  return {
    root,
    home: join(root, '.playbook'),
    program: join(root, 'dist/runner/playbook.mjs'),
    schemaFile: join(root, 'schema.json'),
    bare: join(root, 'bare/probe.mjs'),
    bareLatency: join(root, 'bare/latency.mjs'),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
