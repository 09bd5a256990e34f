// For each check kind: a definition and a world in which it passes, fails, and cannot tell; and what else can be bad.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KindOutcome } from '../../runbook-runner/ports/result.ts';
import type { makeCertificates } from '../support/certificates.ts';
import { expectation, serveDns, zone } from '../support/dns-server.ts';
import { json, type Running, serveHttp, serveSilence, serveTls } from '../support/servers.ts';
import { kindOf, runCheck, type World } from './support.ts';
import { HOOKS, hooked, LISTENING } from './webhook-support.ts';

export type Certificates = Awaited<ReturnType<typeof makeCertificates>>;
/** What a cell shows: a result, or the reason why nothing ever runs. */
export type Shown = KindOutcome | { readonly refused: string };
export interface Place {
  readonly made: Certificates;
  readonly keep: (server: Promise<Running>) => Promise<Running>;
}
/** A case, or why there can be none: `n/a: …`. */
export type Cell = string | ((place: Place) => Promise<Shown>);

export interface KindCases {
  /** A definition that asks a server over HTTP; absent for a kind that asks in another way. */
  readonly asks?: { readonly definition: object; readonly world?: World };
  /** What it makes of an answer: all of it, the status alone, or nothing but the handshake. */
  readonly reads: 'the body' | 'the answer' | 'the handshake' | 'no HTTP';
  readonly pass: Cell;
  readonly fail: Cell;
  readonly error: Cell;
  /** Rows that are no answer of an HTTP server. */
  readonly rows: Readonly<Record<(typeof OTHER_ROWS)[number], Cell>>;
}

export const OTHER_ROWS = [
  'contradicting assertions',
  'an unresolvable $ref',
  'an unknown operation',
  'hung DNS',
  'a half-dead dual-stack host',
] as const;

const NO_CONTRACT = 'n/a: it is held to no contract';
const ONE_IS_ENOUGH = 'n/a: one address that answers is enough; tcp looks at each';
const MACHINE_DNS = 'n/a: its host is resolved by this machine, whose resolver a test cannot hang';
const NO_CONTRADICTION = 'n/a: no two of its promises can contradict';
const rows = (own: Partial<KindCases['rows']> = {}): KindCases['rows'] => ({
  'contradicting assertions': NO_CONTRADICTION,
  'an unresolvable $ref': NO_CONTRACT,
  'an unknown operation': NO_CONTRACT,
  'hung DNS': MACHINE_DNS,
  'a half-dead dual-stack host': ONE_IS_ENOUGH,
  ...own,
});

/** The kind, asked of a server that answers so. */
const asked =
  (kind: string, definition: object, answer: RequestListener, world: World = {}): Cell =>
  async ({ keep }) =>
    runCheck(kind, definition, (await keep(serveHttp(answer))).url, world);
const AWAY: World = { target: { loopback: false } };
/** What lint says before anything runs. */
const linted =
  (kind: string, definition: object, contracts: ReadonlyMap<string, unknown> = new Map()): Cell =>
  async () => {
    const { schema, lint } = kindOf(kind);
    const [finding] = lint?.(schema.parse(definition), contracts) ?? [];
    if (!finding) throw new Error('lint finds nothing');
    return { refused: `${finding.code}: ${finding.message}` };
  };
const refused =
  (kind: string, definition: object): Cell =>
  async () => {
    const { error } = kindOf(kind).schema.safeParse(definition);
    if (!error) throw new Error('the schema takes it');
    return { refused: error.issues[0]?.message ?? '' };
  };

const document = (schema: object) => ({
  openapi: '3.1.0',
  info: { title: 'Pay', version: '1' },
  paths: {
    '/x': {
      get: {
        operationId: 'getX',
        responses: { '200': { description: 'x', content: { 'application/json': { schema } } } },
      },
    },
  },
});
const CONTRACT = document({ type: 'object', properties: { a: { type: 'integer' } } });
const contracts = new Map<string, unknown>([['c.yaml', CONTRACT]]);
const LOST = document({ $ref: '#/components/schemas/None' });

const http = {
  request: { path: '/x' },
  expect: {
    status: 200,
    body: [{ path: '$.a', equals: 1 }],
    contract: { openapi: 'c.yaml', operation: 'getX' },
  },
};
const contradicting = {
  request: { path: '/x' },
  expect: { status: 204, body: [{ path: '$.a', equals: 1 }] },
};
const other = { ...http, expect: { contract: { openapi: 'c.yaml', operation: 'getY' } } };

const authorize: World['authorize'] = async () => ({ ok: true, grant: { headers: [['x-api-key', 'k']] } });
const credential = { auth: 'pay', probe: { path: '/me' } };

const vendor = { components: ['API'] };
const page = (status: string) =>
  json(200, {
    page: { id: 'x', name: 'Pay', url: 'https://status.example', updated_at: '2026-11-27T02:00:00Z' },
    status: { indicator: 'none', description: 'All systems operational' },
    components: [{ id: '1', name: 'API', status, group: false }],
    ...{ incidents: [], scheduled_maintenances: [] },
  });

const metric = { from: { scrape: { path: '/metrics', value: { metric: 'queue' } } }, expect: { atMost: 5 } };
const queue = (length: number): RequestListener =>
  function answer(_request, response) {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(`queue ${length}\n`);
  };

const records = { name: 'r', path: '/r', items: '$.data', time: '$.at', title: '$.t' };
const change = { window: '2h', sources: [{ records }], expect: { atMost: 0 } };

const drift = { path: '/openapi.yaml', contract: 'c.yaml' };
const retyped = document({ type: 'object', properties: { a: { type: 'string' } } });

function command(body: string, allowed = true): Cell {
  return async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bad-input-')));
    const [path, list, root] = ['tool', 'commands.json', 'repository'].map((one) => join(folder, one)) as [
      string,
      string,
      string,
    ];
    mkdirSync(root);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o700);
    writeFileSync(list, JSON.stringify(allowed ? { tool: path } : {}), { mode: 0o600 });
    return runCheck('command', { command: 'tool' }, 'https://127.0.0.1:1', { commands: list, root });
  };
}

const V4 = { address: '127.0.0.1', family: 4 };
const V6 = { address: '::1', family: 6 };
const connecting =
  (expected: object, world: World): Cell =>
  async ({ keep }) => {
    const { port } = await keep(serveSilence('https'));
    return runCheck('tcp', { timeout: '400ms', expect: expected }, `https://shop.example:${port}`, {
      deadlineMs: 600,
      ...world,
    });
  };
const at = (...addresses: (typeof V4)[]): World => ({ lookup: async () => addresses });

const A = [{ type: 'A', name: 'api.example', ttl: 300, data: '203.0.113.10' }] as const;
const resolving =
  (expected: object, world: World = {}, answer = zone([...A])): Cell =>
  async () => {
    const server = await serveDns({ answer });
    const definition = { name: 'api.example', resolvers: [server.address], timeout: '300ms' };
    const whole = { ...definition, expect: expectation(expected) };
    return runCheck('dns', whole, 'https://api.example', world).finally(() => server.close());
  };

const shaking =
  (sort: 'good' | 'expired', world: World = {}): Cell =>
  async ({ made, keep }) =>
    runCheck('tls', {}, (await keep(serveTls(made[sort]))).url, { ca: [made.ca], ...world });

export const KIND_CASES: Readonly<Record<string, KindCases>> = {
  http: {
    asks: { definition: http, world: { contracts } },
    reads: 'the body',
    pass: asked('http', http, json(200, { a: 1 }), { contracts }),
    fail: asked('http', http, json(500, {}), { contracts }),
    error: asked('http', http, json(200, { a: 1 }), { contracts, ...AWAY }),
    rows: rows({
      'contradicting assertions': linted('http', contradicting),
      'an unresolvable $ref': linted('http', http, new Map([['c.yaml', LOST]])),
      'an unknown operation': linted('http', other, contracts),
    }),
  },
  tls: {
    asks: { definition: {} },
    reads: 'the handshake',
    pass: shaking('good'),
    fail: shaking('expired'),
    error: shaking('good', AWAY),
    rows: rows(),
  },
  tcp: {
    reads: 'no HTTP',
    pass: connecting({ connect: 'all' }, at(V4)),
    fail: connecting({ connect: 'all', ipv6: 'one' }, at(V4)),
    error: connecting({ connect: 'all' }, { ...at(V4), ...AWAY }),
    rows: rows({
      'hung DNS': connecting({ connect: 'all' }, { lookup: () => new Promise(() => undefined) }),
      'a half-dead dual-stack host': connecting({ connect: 'all' }, at(V4, V6)),
    }),
  },
  dns: {
    reads: 'no HTTP',
    pass: resolving({ A: { equals: ['203.0.113.10'] } }),
    fail: resolving({ A: { equals: ['203.0.113.99'] } }),
    error: resolving({ A: {} }, AWAY),
    rows: rows({
      'contradicting assertions': refused('dns', {
        expect: expectation({ A: { count: { min: 3, max: 2 } } }),
      }),
      'hung DNS': resolving({ A: {} }, { deadlineMs: 600 }, () => undefined),
    }),
  },
  credential: {
    asks: { definition: credential, world: { authorize } },
    reads: 'the answer',
    pass: asked('credential', credential, json(200, {}), { authorize }),
    fail: asked('credential', credential, json(401, {}), { authorize }),
    error: asked('credential', credential, json(200, {}), { authorize, ...AWAY }),
    rows: rows(),
  },
  'vendor-status': {
    asks: { definition: vendor },
    reads: 'the body',
    pass: asked('vendor-status', vendor, page('operational')),
    fail: asked('vendor-status', vendor, page('major_outage')),
    error: asked('vendor-status', vendor, json(503, {})),
    rows: rows(),
  },
  metric: {
    asks: { definition: metric },
    reads: 'the body',
    pass: asked('metric', metric, queue(5)),
    fail: asked('metric', metric, queue(6)),
    error: asked('metric', metric, json(503, {})),
    rows: rows(),
  },
  change: {
    asks: { definition: change },
    reads: 'the body',
    pass: asked('change', change, json(200, { data: [] })),
    fail: asked('change', change, json(200, { data: [{ at: new Date().toISOString(), t: 'x' }] })),
    error: asked('change', change, json(503, {})),
    rows: rows(),
  },
  command: {
    reads: 'no HTTP',
    pass: command('exit 0'),
    fail: command('exit 3'),
    error: command('exit 0', false),
    rows: rows({
      'hung DNS': 'n/a: what a program looks up is its own affair',
      'a half-dead dual-stack host': 'n/a: it opens no connection',
    }),
  },
  drift: {
    asks: { definition: drift, world: { contracts } },
    reads: 'the body',
    pass: asked('drift', drift, json(200, CONTRACT), { contracts, deadlineMs: 5_000 }),
    fail: asked('drift', drift, json(200, retyped), { contracts, deadlineMs: 5_000 }),
    error: asked('drift', drift, json(503, {}), { contracts }),
    rows: rows({
      'an unresolvable $ref': asked('drift', drift, json(200, LOST), { contracts, deadlineMs: 5_000 }),
      'an unknown operation': 'n/a: it compares whole documents',
    }),
  },
  webhook: {
    asks: { definition: HOOKS.subscribing, world: LISTENING },
    reads: 'the body',
    pass: ({ made }) => hooked(made),
    fail: ({ made }) => hooked(made, 'webhook-unsigned'),
    error: () => runCheck('webhook', HOOKS.waiting, 'https://127.0.0.1:1'),
    rows: rows({
      'contradicting assertions': linted('webhook', HOOKS.contradicting),
      'an unresolvable $ref': linted('webhook', HOOKS.contracted('lost'), HOOKS.contracts),
      'an unknown operation': linted('webhook', HOOKS.contracted('none'), HOOKS.contracts),
    }),
  },
};
