// For each kind, what a client sees while it is on. A kind without a case fails the test.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place, Seen } from './place.ts';

export interface Case {
  readonly kind: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Asked before the fault begins. */
  readonly before?: (place: Place) => Promise<unknown>;
  readonly look: (place: Place) => Promise<unknown>;
  readonly sees: unknown;
}

const ask = async (place: Place): Promise<unknown> => {
  const { status, error, text } = await place.ask('/item');
  return error ?? [status, text?.slice(0, 14)];
};
const statusOf = async (place: Place, ...asked: Parameters<Place['ask']>): Promise<unknown> => {
  const { status, error } = await place.ask(...asked);
  return error ?? status;
};
const each = async (count: number, work: () => Promise<unknown>): Promise<unknown[]> => {
  const seen: unknown[] = [];
  for (let index = 0; index < count; index += 1) seen.push(await work());
  return seen;
};
const json = ({ text }: Seen): Readonly<Record<string, unknown>> => JSON.parse(text ?? 'null');
const within = (ms: number, low: number, high: number): unknown =>
  ms >= low && ms < high ? 'in time' : `after ${Math.round(ms)} ms`;

const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
const jwt = (claims: object): string =>
  [{ alg: 'ES256', kid: 'k1' }, claims]
    .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
    .join('.')
    .concat('.c2ln');
const nowS = (): number => Math.floor(Date.now() / 1_000);
const skewS = ({ headers }: Seen): number =>
  Math.round((Date.parse(String(headers.date)) - Date.now()) / 60_000);

export const CASES: readonly Case[] = [
  {
    ...{ kind: 'latency', name: 'fixed', options: { delay: '100ms' } },
    look: async (place) => within((await place.ask('/item')).ms, 95, 390),
    sees: 'in time',
  },
  {
    ...{ kind: 'latency', name: 'with jitter', options: { delay: '60ms', jitter: '50ms' } },
    look: async (place) => {
      const ms = (await each(6, async () => (await place.ask('/item')).ms)) as number[];
      return [ms.every((one) => one > 9), Math.max(...ms) - Math.min(...ms) > 20];
    },
    sees: [true, true],
  },
  {
    ...{ kind: 'latency', name: 'with a ramp', options: { delay: '300ms', ramp: '1h' } },
    look: async (place) => within((await place.ask('/item')).ms, 0, 100),
    sees: 'in time',
  },
  {
    ...{ kind: 'bandwidth', name: '1000 bytes a second', options: { bytesPerSecond: 1_000 } },
    look: async (place) => {
      const { headersMs = 0, ms } = await place.ask('/item');
      return [headersMs < 250, within(ms, 150, 399)];
    },
    sees: [true, 'in time'],
  },
  {
    ...{ kind: 'slow-body', name: 'a byte every 100 ms', options: { every: '100ms' } },
    look: async (place) => {
      const { status, error, headersMs = 999 } = await place.ask('/item');
      return [status, headersMs < 300, error];
    },
    sees: [200, true, 'TimeoutError'],
  },
  {
    ...{ kind: 'truncated-body', name: 'after 20 bytes', options: { keep: 20 } },
    look: async (place) => {
      const { status, error } = await place.ask('/item');
      return [status, error];
    },
    sees: [200, 'UND_ERR_SOCKET'],
  },
  {
    ...{ kind: 'status', name: '503 with Retry-After', options: { status: 503, retryAfter: '1500ms' } },
    look: async (place) => {
      const seen = await place.ask('/item');
      return [seen.status, seen.headers['retry-after'], json(seen).code];
    },
    sees: [503, '2', 'unavailable'],
  },
  {
    ...{ kind: 'status', name: 'any of 4xx, without Retry-After', options: { status: 418 } },
    look: async (place) => {
      const seen = await place.ask('/item');
      return [seen.status, seen.headers['retry-after'], seen.headers['content-type']];
    },
    sees: [418, undefined, 'application/problem+json'],
  },
  {
    ...{ kind: 'quota', name: 'what is above is refused and counts too' },
    options: { requests: 3, window: '1s', retryAfter: true, path: '/item' },
    look: async (place) => {
      const burst = await each(4, async () => {
        const { status, headers } = await place.ask('/item');
        return [status, headers.ratelimit, headers['retry-after']];
      });
      await sleep(600);
      const refusedStill = await statusOf(place, '/item');
      await sleep(600);
      return [burst, refusedStill, await statusOf(place, '/item'), await statusOf(place, '/other')];
    },
    sees: [
      [
        [200, '"client";r=2;t=1', undefined],
        [200, '"client";r=1;t=1', undefined],
        [200, '"client";r=0;t=1', undefined],
        [429, '"client";r=0;t=1', '1'],
      ],
      429,
      200,
      200,
    ],
  },
  {
    ...{ kind: 'error-rate', name: 'the same half at every run', options: { percent: 50, seed: 7 } },
    look: (place) => each(10, () => statusOf(place, '/item')),
    sees: [500, 500, 200, 200, 200, 500, 500, 500, 200, 200],
  },
  {
    ...{ kind: 'partial-outage', name: 'one endpoint', options: { path: '/item', method: 'POST' } },
    look: async (place) => [
      await statusOf(place, '/item', { method: 'POST' }),
      await statusOf(place, '/item'),
      await statusOf(place, '/other?path=/item', { method: 'POST' }),
    ],
    sees: [503, 200, 200],
  },
  {
    ...{ kind: 'partial-outage', name: 'one region' },
    options: { header: { name: 'X-Region', equals: 'eu-west' }, how: 'reset' },
    look: async (place) => [
      await statusOf(place, '/item', { headers: { 'x-region': 'eu-west' } }),
      await statusOf(place, '/item', { headers: { 'x-region': 'eu-east' } }),
    ],
    sees: ['ECONNRESET', 200],
  },
  {
    ...{ kind: 'partial-outage', name: 'one host, silent' },
    options: { host: 'localhost', how: 'silent' },
    look: async (place) => [
      await statusOf(place, '/item', { headers: { host: 'localhost:443' } }),
      await statusOf(place, '/item'),
    ],
    sees: ['TimeoutError', 200],
  },
  {
    ...{ kind: 'maintenance', name: 'a page with 200', options: {} },
    look: async (place) => {
      const { status, headers, text } = await place.ask('/item');
      return [status, headers['content-type'], text?.includes('right back')];
    },
    sees: [200, 'text/html; charset=utf-8', true],
  },
  {
    kind: 'recorded',
    name: 'one answer again',
    options: {
      ...{ method: 'GET', path: '/item', status: 418 },
      ...{ headers: [['content-type', 'text/plain']], body: 'short and stout' },
    },
    look: async (place) => {
      const { status, text } = await place.ask('/item?full=1');
      return [status, text, await statusOf(place, '/items')];
    },
    sees: [418, 'short and stout', 200],
  },
  { ...{ kind: 'reset', name: 'before headers', options: {} }, look: ask, sees: 'ECONNRESET' },
  {
    ...{ kind: 'reset', name: 'after headers', options: { when: 'after-headers' } },
    look: async (place) => {
      const { status, error } = await place.ask('/item');
      return [status, error];
    },
    sees: [200, 'ECONNRESET'],
  },
  {
    ...{ kind: 'hang', name: 'before the answer', options: {} },
    look: async (place) => [await ask(place), await place.handshake()],
    sees: ['TimeoutError', 'ok'],
  },
  {
    ...{ kind: 'hang', name: 'before the handshake', options: { at: 'handshake' } },
    look: (place) => place.handshake(),
    sees: 'silent',
  },
  {
    ...{ kind: 'content-type', name: 'HTML for JSON', options: {} },
    look: async (place) => {
      const seen = await place.ask('/item');
      return [seen.headers['content-type'], json(seen).amount];
    },
    sees: ['text/html; charset=utf-8', 1999],
  },
  {
    ...{ kind: 'schema-drift', name: 'removed, renamed, retyped, null and a new word' },
    options: {
      changes: [
        { change: 'remove', pointer: '/filling' },
        { change: 'rename', pointer: '/first', to: 'start' },
        { change: 'retype', pointer: '/version', to: 'string' },
        { change: 'set', pointer: '/amount', value: null },
        { change: 'set', pointer: '/currency', value: 'XTS' },
      ],
    },
    look: async (place) => {
      const { version, ...rest } = json(await place.ask('/item'));
      return { ...rest, version: typeof version };
    },
    sees: { note: null, version: 'string', amount: null, currency: 'XTS', start: 1 },
  },
  {
    ...{ kind: 'stale-etag', name: 'a changed resource is confirmed', options: { method: 'GET' } },
    look: async (place) => {
      const { etag } = (await place.ask('/item')).headers;
      place.change();
      const confirmed = await statusOf(place, '/item', { headers: { 'if-none-match': String(etag) } });
      const again = await place.ask('/item');
      return [confirmed, again.headers.etag === etag];
    },
    sees: [304, true],
  },
  {
    ...{ kind: 'pagination-loop', name: 'the second page is the first', options: { parameter: 'after' } },
    look: async (place) => json(await place.ask('/item?limit=2&after=20')).first,
    sees: 1,
  },
  {
    ...{ kind: 'unauthorized', name: 'the old token, not the new one', options: {} },
    before: (place) => place.ask('/item', bearer('old')),
    look: async (place) => [
      await statusOf(place, '/item', bearer('old')),
      await statusOf(place, '/item', bearer('new')),
      await statusOf(place, '/item'),
    ],
    sees: [401, 200, 200],
  },
  {
    ...{ kind: 'unauthorized', name: 'a JWT counts by its key', options: {} },
    before: (place) => place.ask('/item', bearer(jwt({ jti: 1 }))),
    look: (place) => statusOf(place, '/item', bearer(jwt({ jti: 2 }))),
    sees: 401,
  },
  {
    ...{ kind: 'unauthorized', name: 'every credential', options: { refuses: 'every' } },
    look: (place) => statusOf(place, '/item', { headers: { 'x-api-key': 'any' } }),
    sees: 401,
  },
  {
    ...{ kind: 'clock-skew', name: 'ten minutes behind', options: { by: '10m', direction: 'behind' } },
    look: async (place) => {
      const fresh = { iat: nowS(), exp: nowS() + 60 };
      return [skewS(await place.ask('/item')), await statusOf(place, '/item', bearer(jwt(fresh)))];
    },
    sees: [-10, 401],
  },
  {
    ...{ kind: 'clock-skew', name: 'ten minutes ahead', options: { by: '10m', direction: 'ahead' } },
    look: async (place) => [
      skewS(await place.ask('/item')),
      await statusOf(place, '/item', bearer(jwt({ iat: nowS(), exp: nowS() + 300 }))),
      await statusOf(place, '/item', bearer(jwt({ iat: nowS(), exp: nowS() + 3_600 }))),
    ],
    sees: [10, 401, 200],
  },
  ...(
    [
      ['expired', 'CERT_HAS_EXPIRED'],
      ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['incomplete-chain', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ] as const
  ).map(([which, sees]) => ({
    ...{ kind: 'certificate', name: which, options: { which }, sees },
    look: (place: Place) => place.handshake(),
  })),
  ...(
    [
      ['nxdomain', 'ENOTFOUND'],
      ['servfail', 'ESERVFAIL'],
      ['silence', 'silent'],
      ['wrong-address', '127.0.0.2'],
    ] as const
  ).map(([answer, sees]) => ({
    ...{ kind: 'dns-failure', name: answer, options: { answer }, sees },
    look: (place: Place) => place.address(),
  })),
];
