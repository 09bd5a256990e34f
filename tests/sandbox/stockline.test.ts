import { createPrivateKey } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certifyClient, makeAuthority } from '../../runbook-runner/sandbox/certificates.ts';
import { SOLD_OUT } from '../../runbook-runner/sandbox/test-data/stock.ts';
import { contract } from './contract.ts';
import { type Ask, type Client, clientOfAccess, fault, openWorld, type World } from './world.ts';

const { document, violations } = contract('stockline.openapi.yaml');
const CLAIMS = { iss: 'harbour-vine', aud: 'https://api.stockline.example' };
let world: World;
let stockline: Client;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  stockline = clientOfAccess(access());
  token = await signed();
});
afterAll(async () => {
  await stockline.close();
  await world.close();
});

const access = () => world.sandbox.upstreams.stockline.access;

function signed(claims: JWTPayload = {}, kid = 'hv-1', ageS = 0): Promise<string> {
  const key = createPrivateKey(access().credentials['stockline-signing-key'] ?? '');
  const now = Math.floor(Date.now() / 1_000) - ageS;
  return new SignJWT({ ...CLAIMS, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuedAt(now)
    .sign(key);
}

const ask = (path: string, rest: Ask = {}) => stockline.ask(path, { token, ...rest });
const tagOf = async (sku: string) => String((await ask(`/v1/stock/${sku}`)).headers.etag);
const correct = (sku: string, json: unknown, tag?: string) =>
  ask(`/v1/stock/${sku}`, { method: 'PATCH', json, headers: tag === undefined ? {} : { 'if-match': tag } });
const reserve = (key: string, json: unknown) =>
  ask('/v1/reservations', { method: 'POST', headers: { 'idempotency-key': key }, json });

describe('Stockline answers as its OpenAPI document says', () => {
  test.each([
    ['ping', '/v1/ping', 200],
    ['listStock', '/v1/stock?limit=100', 200],
    ['listStock', '/v1/stock?limit=5&after=WINE-0005', 200],
    ['listStock', '/v1/stock?limit=none', 422],
    ['getStock', '/v1/stock/WINE-0001', 200],
    ['getStock', `/v1/stock/${SOLD_OUT}`, 200],
    ['getStock', '/v1/stock/BEER-0001', 404],
    ['getReservation', '/v1/reservations/rsv_unknown1', 404],
  ])('%s %s → %i', async (operation, path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(violations(operation, answer)).toEqual([]);
  });

  test('declares the operations that it has', () => {
    const declared = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(declared.map(({ operationId }) => operationId).sort()).toEqual([
      'correctStock',
      'createReservation',
      'endKey',
      'getReservation',
      'getStock',
      'listStock',
      'ping',
      'registerKey',
      'releaseReservation',
    ]);
  });
});

describe('who may ask', () => {
  test('the list by pages has each article once', async () => {
    const first = (await ask('/v1/stock?limit=20')).body as { data: { sku: string }[]; next: string };
    const second = (await ask(`/v1/stock?limit=20&after=${first.next}`)).body as typeof first;
    expect(new Set([...first.data, ...second.data].map(({ sku }) => sku)).size).toBe(24);
    expect(second.next).toBeNull();
  });

  test.each([
    ['no certificate', () => undefined],
    ['a certificate of an authority that merely has its name', () => foreignCertificate()],
  ])('%s: the handshake fails, at the proxy and behind it', async (_name, certificate) => {
    const shown = await certificate();
    const { clientCertificate: _, ...bare } = access();
    for (const url of [bare.url, world.sandbox.upstreams.stockline.directUrl]) {
      const client = clientOfAccess({ ...bare, url, ...(shown && { clientCertificate: shown }) });
      await expect(client.ask('/v1/ping')).rejects.toThrow(/alert|ECONNRESET|socket|closed/i);
      await client.close();
    }
  });

  test('the authority of the other upstreams does not vouch for it', async () => {
    const client = clientOfAccess({ ...access(), ca: world.sandbox.status().ca });
    await expect(client.ask('/v1/ping')).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    await client.close();
  });

  test.each([
    ['no token', () => undefined, 401, 'token-missing'],
    ['a token that is none', () => 'a.b.c', 401, 'token-refused'],
    ['an expired token', () => signed({}, 'hv-1', 3_600), 401, 'token-expired'],
    ['a token for somebody else', () => signed({ aud: 'https://api.other.example' }), 401, 'token-refused'],
    ['a token of twelve minutes ago that says a day', () => longLived(), 401, 'token-expired'],
    ['an unknown key id', () => signed({}, 'hv-9'), 401, 'token-refused'],
    ['a token of another partner', () => signed({ iss: 'someone-else' }), 403, 'caller-mismatch'],
  ])('%s', async (_name, made, status, code) => {
    const answer = await ask('/v1/stock/WINE-0001', { token: await made() });
    expect(answer).toMatchObject({ status, body: { code } });
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(violations('getStock', answer)).toEqual([]);
  });

  test('Client-Cert from the client itself counts for nothing', async () => {
    const answer = await ask('/v1/stock/WINE-0001', { headers: { 'client-cert': ':AAAA:' } });
    expect(answer.status).toBe(200);
  });

  test('under a fault the certificate is asked for and passed on as ever', async () => {
    const order = { ...fault('latency', { delay: '30ms' }), target: 'stockline' };
    await world.sandbox.inject(order);
    const answer = await ask('/v1/stock/WINE-0001');
    await world.sandbox.clear();
    expect(answer.status).toBe(200);
  });
});

const foreignCertificate = async () =>
  certifyClient(await makeAuthority('Stockline private CA', Date.now()), CLAIMS.iss, Date.now());

const longLived = () => signed({ exp: Math.floor(Date.now() / 1_000) + 86_400 }, 'hv-1', 700);

describe('levels and their versions', () => {
  test('a level that the caller has is not sent again', async () => {
    const tag = await tagOf('WINE-0002');
    const headers = { 'if-none-match': `"v0", W/${tag}` };
    const answer = await ask('/v1/stock/WINE-0002', { headers });
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([304, tag, '']);
    await correct('WINE-0002', { on_hand: 500 }, tag);
    expect((await ask('/v1/stock/WINE-0002', { headers })).status).toBe(200);
  });

  test('a count is corrected only on the level that it was decided on', async () => {
    const tag = await tagOf('WINE-0003');
    const answers = [
      await correct('WINE-0003', { on_hand: 700 }),
      await correct('WINE-0003', { on_hand: -1 }, tag),
      ...(await Promise.all([1, 2, 3].map((more) => correct('WINE-0003', { on_hand: 700 + more }, tag)))),
      await correct('BEER-0001', { on_hand: 1 }, tag),
    ];
    const statuses = answers.map(({ status }) => status);
    expect(statuses.slice(0, 2)).toEqual([428, 422]);
    expect(statuses.slice(2, 5).sort()).toEqual([200, 412, 412]);
    expect(statuses[5]).toBe(404);
    for (const answer of answers) expect(violations('correctStock', answer)).toEqual([]);
    expect(await tagOf('WINE-0003')).toBe(`"v${Number(tag.slice(2, -1)) + 1}"`);
  });

  test('a count below what is reserved is refused', async () => {
    await reserve('below', { sku: 'WINE-0004', quantity: 10, reference: 'ord_1' });
    const answer = await correct('WINE-0004', { on_hand: 9 }, await tagOf('WINE-0004'));
    expect(answer).toMatchObject({ status: 409, body: { code: 'stock-reserved' } });
    expect(violations('correctStock', answer)).toEqual([]);
  });
});

describe('reservations', () => {
  test('hold pieces once a key, and give them back once', async () => {
    const order = { sku: 'WINE-0006', quantity: 6, reference: 'ord_2' };
    const before = (await ask('/v1/stock/WINE-0006')).body as { available: number };
    const answers = [
      await ask('/v1/reservations', { method: 'POST', json: order }),
      await reserve('hold', { ...order, quantity: 0 }),
      ...(await Promise.all([1, 2, 3].map(() => reserve('hold', order)))),
      await reserve('hold', { ...order, quantity: 7 }),
      await reserve('other', { ...order, sku: 'BEER-0001' }),
      await reserve('none-left', { ...order, sku: SOLD_OUT }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 422, 201, 201, 201, 409, 404, 409]);
    for (const answer of answers) expect(violations('createReservation', answer)).toEqual([]);
    const held = await ask('/v1/stock/WINE-0006');
    expect(held.body).toMatchObject({ reserved: 6, available: before.available - 6 });
    const path = String(answers[2]?.headers.location);
    for (const how of [{}, { method: 'POST' }, { method: 'POST' }] as const) {
      const answer = await ask('method' in how ? `${path}/release` : path, how);
      expect(answer).toMatchObject({ status: 200, body: { status: 'method' in how ? 'released' : 'held' } });
      expect(violations('releaseReservation', answer)).toEqual([]);
    }
    const after = await ask('/v1/stock/WINE-0006');
    expect(after.body).toMatchObject({ reserved: 0, available: before.available });
  });
});
