// Forged, old and repeated deliveries to the inbound listener, over the real runner and store.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { nodeListener } from '../../runbook-runner/adapters/http-server.ts';
import { claimFolder } from '../../runbook-runner/adapters/serve-lock.ts';
import { openStateFolder } from '../../runbook-runner/adapters/state-folder.ts';
import { inboundOf } from '../../runbook-runner/compose/inbound.ts';
import { compose } from '../../runbook-runner/compose.ts';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import { startInbound } from '../../runbook-runner/http/inbound.ts';
import type { RunningServer } from '../../runbook-runner/http/serve.ts';
import type { KeptDelivery } from '../../runbook-runner/ports/inbound.ts';
import { openAt, realClock } from '../adapters/support/runs.ts';
import { raw } from '../http/support/server.ts';
import { INTEGRATION, writeContent } from './support/content.ts';
import { startUpstream, type Upstream } from './support/upstream.ts';

const KEY = 'a key that signs events';
const OTHER_KEY = 'a key of another source';
const secretOf = (key: string) => `whsec_${Buffer.from(key).toString('base64')}`;
const BODY = JSON.stringify({ type: 'charge.succeeded', sequence: 1, echo: secretOf(KEY) });
const SOURCES = `  webhooks:
    events: { signature: standard-webhooks, secret: signs, tolerance: 2m }
    other: { signature: standard-webhooks, secret: signs-other }
    missing: { signature: standard-webhooks, secret: gone }
  auth:`;
const CREDENTIALS =
  'key: { sandbox: upstream-key }, signs: { sandbox: signs }, signs-other: { sandbox: signs-other }, gone: { sandbox: gone }';
/** The other environments have no secret of these sources, and no place in this test. */
const PAGE = INTEGRATION.replace('key: { sandbox: upstream-key }', CREDENTIALS)
  .replace(/ {4}unbound:[\s\S]*?(?= {2}auth:)/, '')
  .replace('  auth:', SOURCES);

let folder: string;
let upstream: Upstream;
let runner: Runner;
let server: RunningServer;
const told: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inbound-'));
  const [root, home] = [join(folder, 'repository'), join(folder, 'state')];
  writeContent(root, { 'docs/integrations/upstream.mdx': PAGE });
  upstream = await startUpstream();
  upstream.announce(home, { 'upstream-key': 'k', signs: secretOf(KEY), 'signs-other': secretOf(OTHER_KEY) });
  runner = await compose(root, { PLAYBOOK_HOME: home, PATH: process.env.PATH, HOME: folder });
  server = await startInbound({
    ...{ listener: nodeListener, clock: realClock, environment: 'sandbox', host: '127.0.0.1', port: 0 },
    receive: runner.receive,
    report: (text) => told.push(text),
  });
});
afterAll(async () => {
  await server.close();
  await runner.close();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const now = () => Math.floor(Date.now() / 1000);

/** The signature as the specification words it, made without the library that verifies. */
function sign(id: string, at: number | string, body: string, key = KEY): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
}

type Headers = Record<string, string>;

function signed(id: string, at: number = now(), body = BODY, key = KEY): Headers {
  const signature = sign(id, at, body, key);
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature };
}

const send = (headers: Headers, body: BodyInit = BODY, source = 'events') =>
  fetch(`${server.url}/in/upstream/${source}`, { method: 'POST', headers, body });

async function kept(id: string): Promise<KeptDelivery[]> {
  const store = await openAt(join(folder, 'state/store.sqlite'));
  try {
    const names = { environment: 'sandbox', integration: 'upstream' };
    const lists = ['events', 'other'].map((source) => store.deliveries({ ...names, source, since: '' }));
    return (await Promise.all(lists)).flat().filter((one) => one.id === id);
  } finally {
    await store.close();
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a delivery whose signature holds is kept once, without secrets, and told in the journal', async () => {
  const answer = await send(signed('msg_first'));
  expect([answer.status, await answer.json()]).toEqual([200, { id: 'msg_first', duplicate: false }]);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const [delivery] = await kept('msg_first');
  expect(delivery).toMatchObject({ attempts: 1, bytes: Buffer.byteLength(BODY), source: 'events' });
  expect(delivery?.body).toContain('charge.succeeded');
  expect(delivery?.body).not.toContain(secretOf(KEY));
  const store = await openAt(join(folder, 'state/store.sqlite'));
  expect((await store.journal(1, 100)).map((one) => one.kind)).toContain('delivery-received');
  expect(await store.verifyJournal()).toBeUndefined();
  await store.close();
});

test('one of several signatures is enough, so that a key can be rotated', async () => {
  const headers = signed('msg_rotated');
  const signature = `${sign('msg_rotated', now(), BODY, 'a new key')} v1a,xyz ${headers['webhook-signature']}`;
  expect((await send({ ...headers, 'webhook-signature': signature })).status).toBe(200);
});

const without = (name: string, { [name]: _, ...rest }: Headers) => rest;

const FORGED: [name: string, reason: string, headers: (id: string) => Headers, body?: BodyInit][] = [
  ['no signature', 'unsigned', (id) => without('webhook-signature', signed(id))],
  ['no id', 'unsigned', (id) => without('webhook-id', signed(id))],
  ['no timestamp', 'unsigned', (id) => without('webhook-timestamp', signed(id))],
  ['a wrong signature', 'signature', (id) => signed(id, now(), BODY, 'guessed')],
  ['a changed body', 'signature', (id) => signed(id), BODY.replace('1', '2')],
  ['the timestamp of another', 'signature', (id) => ({ ...signed(id), 'webhook-timestamp': `${now() - 9}` })],
  ['the id of another', 'signature', (id) => ({ ...signed('msg_any'), 'webhook-id': id })],
  ['an old timestamp', 'timestamp', (id) => signed(id, now() - 125)],
  ['a timestamp ahead', 'timestamp', (id) => signed(id, now() + 125)],
  ['a timestamp with a tail', 'malformed', (id) => ({ ...signed(id), 'webhook-timestamp': `${now()}x` })],
  ['an id with a dot', 'malformed', (id) => signed(`${id}.1`)],
  ['a version without a signature', 'signature', (id) => ({ ...signed(id), 'webhook-signature': 'v1' })],
  ['a version that is not known', 'signature', (id) => ({ ...signed(id), 'webhook-signature': 'v9,abc' })],
  ['bytes that are no text', 'malformed', (id) => signed(id, now(), '\uFFFD'), new Uint8Array([0xff])],
];

test.each(FORGED)('a delivery with %s answers 401, and nothing is kept', async (name, reason, of, body) => {
  const id = `msg_forged-${name.replaceAll(' ', '-')}`;
  const answer = await send(of(id), body);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 'webhook_refused', reason });
  expect(await kept(id)).toEqual([]);
});

test('a delivery that was taken answers 401 when it is sent again as it was', async () => {
  const headers = signed('msg_replayed');
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(headers)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
  const late = await send(headers);
  expect(await late.json()).toMatchObject({ code: 'webhook_refused', reason: 'replayed' });
  expect(await kept('msg_replayed')).toMatchObject([{ attempts: 1 }]);
});

test('a further attempt at the same event is acknowledged without a second effect', async () => {
  await send(signed('msg_again', now() - 10));
  const answer = await send(signed('msg_again', now()));
  expect([answer.status, await answer.json()]).toEqual([200, { id: 'msg_again', duplicate: true }]);
  expect(await kept('msg_again')).toMatchObject([{ attempts: 2 }]);
  expect((await send(signed('msg_again', now() - 5))).status).toBe(401);
});

test('the secret of another source opens nothing', async () => {
  expect((await send(signed('msg_other', now(), BODY, OTHER_KEY))).status).toBe(401);
  expect((await send(signed('msg_other', now(), BODY, OTHER_KEY), BODY, 'other')).status).toBe(200);
  expect(await kept('msg_other')).toMatchObject([{ source: 'other' }]);
});

test('without its secret a source answers 503, and only the terminal hears why', async () => {
  const answer = await send(signed('msg_unready'), BODY, 'missing');
  expect(answer.status).toBe(503);
  const text = await answer.text();
  expect(text).toContain('webhook_unready');
  expect(text).not.toContain('gone');
  expect(told.join('\n')).toContain('The sandbox has no credential gone.');
});

test.each([
  ['GET /in/upstream/events', 405],
  ['POST /in/upstream/nothing', 404],
  ['POST /in/nobody/events', 404],
  ['POST /in/upstream/events/', 404],
  ['POST /in/upstream/events?token=1', 404],
  ['POST /in/../in/upstream/events', 404],
  ['POST http://evil/in/upstream/events', 404],
  ['POST /in/__proto__/constructor', 404],
  ['GET /', 404],
  ['GET /api/health', 404],
  ['POST /api/checks/ping/runs', 404],
])('the listener serves nothing else: %s answers %i', async (line, status) => {
  const answer = await raw(
    server.port,
    `${line} HTTP/1.1\r\nHost: nobody\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
});

test('a body above 256 KiB is refused, with and without its length, and one below is kept whole', async () => {
  const large = 'x'.repeat(256 * 1024 + 1);
  const head = 'POST /in/upstream/events HTTP/1.1\r\nHost: nobody\r\n';
  const announced = await raw(server.port, `${head}Content-Length: ${large.length}\r\n\r\n`);
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  const chunk = `${large.length.toString(16)}\r\n${large}\r\n`;
  const chunked = await raw(server.port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`);
  expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  const exact = 'x'.repeat(256 * 1024);
  expect((await send(signed('msg_exact', now(), exact), bytesOf(exact))).status).toBe(200);
  expect((await kept('msg_exact'))[0]).toMatchObject({ bytes: exact.length, body: exact });
});

test('a flood of forged deliveries fills neither terminal nor store', async () => {
  const before = told.length;
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => send(signed(`msg_flood-${index}`, now(), BODY, 'guessed'))),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].every((status) => status === 401 || status === 429)).toBe(true);
  expect(told.length - before).toBeLessThanOrEqual(2);
  expect(await kept('msg_flood-0')).toEqual([]);
});

test('a check that watches a running listener sees what was taken and how many were refused, never a body', async () => {
  const state = openStateFolder(join(folder, 'state'));
  const inbound = inboundOf({ clock: realClock, folder: state, runner: () => runner });
  const name = { integration: 'upstream', environment: 'sandbox', source: 'events' };
  const id = `msg_watched-${crypto.randomUUID()}`;
  expect(await inbound.follow(name)).toBeUndefined();
  const lock = claimFolder(state);
  const said = { pid: process.pid, port: server.port, url: server.url, controlToken: 'none', since: '' };
  try {
    lock.announce({ ...said, inboundEnvironment: 'production' });
    expect(await inbound.follow(name)).toBeUndefined();
    lock.announce({ ...said, inboundEnvironment: 'sandbox' });
    await setTimeout(200);
    const watch = await inbound.follow(name);
    await Promise.all([
      send(signed(id)),
      send(signed('forged-1', now(), BODY, OTHER_KEY)),
      send(signed('forged-2', now(), BODY, OTHER_KEY)),
      send({}),
    ]);
    await vi.waitFor(async () => {
      const seen = await watch?.arrivals();
      expect(seen?.taken.map((one) => one.id)).toEqual([id]);
      expect(seen?.refused.map(({ reason, count }) => [reason, count])).toEqual([
        ['signature', 2],
        ['unsigned', 1],
      ]);
    }, 15_000);
  } finally {
    lock.release();
  }
});
