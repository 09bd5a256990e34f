// The keys for Parcelo and Stockline are rotated as Lumenpay's is: orders go on, and the old key opens nothing afterwards.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededHex } from '../../../runbook-runner/sandbox/test-data/random.ts';
import { seededSigningKey } from '../../../runbook-runner/sandbox/test-data/signing-key.ts';
import { contract } from '../contract.ts';
import {
  type Ask,
  type Client,
  clientOfAccess,
  fault,
  openWorld,
  sleep,
  until,
  type World,
} from '../world.ts';

const orderSync = contract('order-sync.openapi.yaml');
const NAMES = ['parcelo', 'stockline'] as const;
type Name = (typeof NAMES)[number];

let world: World;
let clients: Readonly<Record<Name, Client>>;
beforeEach(async () => {
  world = await openWorld();
  const { parcelo, stockline } = world.sandbox.upstreams;
  clients = { parcelo: clientOfAccess(parcelo.access), stockline: clientOfAccess(stockline.access) };
});
afterEach(async () => {
  await Promise.all(Object.values(clients).map((client) => client.close()));
  await world.close();
});

const signed = (pem: string, kid: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer('harbour-vine')
    .setAudience('https://api.stockline.example')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(createPrivateKey(pem));

/** A request with the key that order-sync had first. */
async function withFirstKey(name: Name, path: string, ask: Ask = {}) {
  const { seed } = world.sandbox.status();
  const headers = { 'x-api-key': `pc_test_${seededHex(seed, 'order-sync-parcelo', 40)}` };
  if (name === 'parcelo') return clients.parcelo.ask(path, { ...ask, headers });
  const token = await signed(seededSigningKey(seed, 'order-sync-signing-key'), 'hv-order-sync-1');
  return clients.stockline.ask(path, { ...ask, token });
}
const READ: Readonly<Record<Name, string>> = {
  parcelo: '/v1/shipments?limit=1',
  stockline: '/v1/stock/WINE-0001',
};
const OWN_KEYS: Readonly<Record<Name, string>> = { parcelo: '/v1/api-keys', stockline: '/v1/keys' };

const move = (name: Name, stage: string, key?: string) =>
  world.orderSync.ask(`/keys/${name}/${stage}`, {
    ...{ method: 'POST', token: world.operator },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
const slots = async (name: Name) => {
  const answer = await world.orderSync.ask('/keys', { token: world.operator });
  expect(orderSync.violations('getKeys', answer)).toEqual([]);
  const all = answer.body as Record<Name, { active: 'a' | 'b'; slots: Record<'a' | 'b', { state: string }> }>;
  return [all[name].active, all[name].slots.a.state, all[name].slots.b.state];
};
const of = (name: Name) => world.sandbox.orderSync.health().fulfilment[name];
const goesOn = async (name: Name) => {
  const before = of(name)?.done.count ?? 0;
  await until(() => (of(name)?.done.count ?? 0) > before + 6, `${name} goes on`);
  expect(of(name)).toMatchObject({ flow: 'ok', preflight: { ok: true }, failed: { count: 0 } });
};

describe.each(NAMES)("a rotation of %s's key", (name) => {
  test('stage, verify, switch, retire: orders go on, and the old key answers 401', async () => {
    const seen: unknown[] = [await slots(name)];
    for (const stage of ['stage', 'verify', 'switch', 'retire']) {
      const answer = await move(name, stage);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      expect(orderSync.violations(`${stage}Key`, answer)).toEqual([]);
      expect((await withFirstKey(name, READ[name])).status).toBe(stage === 'retire' ? 401 : 200);
      seen.push(await slots(name));
      await goesOn(name);
    }
    expect(seen).toEqual([
      ['a', 'active', 'empty'],
      ['a', 'active', 'staged'],
      ['a', 'active', 'verified'],
      ['b', 'verified', 'active'],
      ['b', 'retired', 'active'],
    ]);
    const log = await world.orderSync.ask('/log?limit=5000', { token: world.operator });
    expect(String(log.body)).not.toMatch(/pc_test_|PRIVATE KEY/);
    expect(String(log.body)).toContain(`"event":"key.changed","upstream":"${name}"`);
  });

  test('switched back, the old key works on, and the new one must be verified again', async () => {
    for (const stage of ['stage', 'verify', 'switch']) expect((await move(name, stage)).status).toBe(200);
    const back = await move(name, 'rollback');
    expect(orderSync.violations('rollBackKey', back)).toEqual([]);
    expect(await slots(name)).toEqual(['a', 'active', 'staged']);
    await goesOn(name);
    expect((await move(name, 'switch')).status).toBe(409);
    for (const stage of ['verify', 'switch', 'retire']) expect((await move(name, stage)).status).toBe(200);
    expect((await withFirstKey(name, READ[name])).status).toBe(401);
    await goesOn(name);
  });

  test('while it answers 503 nothing moves; the same request may be sent again afterwards', async () => {
    await world.sandbox.inject({ ...fault('status', { status: 503, path: OWN_KEYS[name] }), target: name });
    const refused = await move(name, 'stage', 'stage-1');
    expect(refused.status).toBe(502);
    expect(orderSync.violations('stageKey', refused)).toEqual([]);
    expect(await slots(name)).toEqual(['a', 'active', 'empty']);
    await world.sandbox.clear();
    expect((await move(name, 'stage', 'stage-1')).status).toBe(200);
  });

  test('no key can end itself, or one that there is not', async () => {
    const { violations } = contract(`${name}.openapi.yaml`);
    const operation = name === 'parcelo' ? 'revokeApiKey' : 'endKey';
    const first = name === 'parcelo' ? 'key_order-sync' : 'hv-order-sync-1';
    for (const [id, status] of [
      [first, 409],
      ['none', 404],
    ] as const) {
      const answer = await withFirstKey(name, `${OWN_KEYS[name]}/${id}`, { method: 'DELETE' });
      expect(answer.status).toBe(status);
      expect(violations(operation, answer)).toEqual([]);
    }
  });
});

test('a gate that the key shut stays shut while a limiter answers in place of Parcelo', async () => {
  await goesOn('parcelo');
  const issued = await withFirstKey('parcelo', '/v1/api-keys', { method: 'POST' });
  const headers = { 'x-api-key': (issued.body as { api_key: string }).api_key };
  const ended = await clients.parcelo.ask('/v1/api-keys/key_order-sync', { method: 'DELETE', headers });
  expect(ended.status).toBe(204);
  const failed = [{ check: 'token', code: 'the credential was refused' }];
  await until(() => of('parcelo')?.preflight.ok === false, 'the gate shuts');
  await world.sandbox.inject({ ...fault('status', { status: 429, path: '/v1' }), target: 'parcelo' });
  await sleep(1_500);
  expect(of('parcelo')?.preflight).toEqual({ ok: false, failed });
  const log = await world.orderSync.ask('/log?event=preflight.passed', { token: world.operator });
  expect(String(log.body).match(/"upstream":"parcelo"/g)).toHaveLength(1);
});

test('an account of Parcelo has two keys at most, and ends none of another account', async () => {
  const { violations } = contract('parcelo.openapi.yaml');
  const issued = await withFirstKey('parcelo', '/v1/api-keys', { method: 'POST' });
  expect(issued.status).toBe(201);
  expect(violations('issueApiKey', issued)).toEqual([]);
  const third = await withFirstKey('parcelo', '/v1/api-keys', { method: 'POST' });
  expect(third.status).toBe(409);
  expect(violations('issueApiKey', third)).toEqual([]);
  const { key_id: id } = issued.body as { key_id: string };
  const headers = { 'x-api-key': world.sandbox.status().credentials['parcelo-api-key'] ?? '' };
  expect((await clients.parcelo.ask(`/v1/api-keys/${id}`, { method: 'DELETE', headers })).status).toBe(404);
});

test('Stockline takes four public keys on P-256 at most, and never a private one', async () => {
  const { violations } = contract('stockline.openapi.yaml');
  const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const register = async (public_key: string, status: number) => {
    const answer = await withFirstKey('stockline', '/v1/keys', { method: 'POST', json: { public_key } });
    expect(answer.status).toBe(status);
    expect(violations('registerKey', answer)).toEqual([]);
  };
  const good = pair('P-256');
  await register(good.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 422);
  await register(pair('P-384').publicKey.export({ format: 'pem', type: 'spki' }).toString(), 422);
  await register('-----BEGIN PUBLIC KEY-----', 422);
  for (const status of [201, 201, 409])
    await register(good.publicKey.export({ format: 'pem', type: 'spki' }).toString(), status);
});
