import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../contract.ts';
import { type Answer, fault, openWorld, until, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

interface Slots {
  readonly active: 'a' | 'b';
  readonly slots: Readonly<Record<'a' | 'b', { readonly state: string; readonly keyId: string | null }>>;
}

const ask = (path: string, method: 'GET' | 'POST' = 'GET', json?: unknown, key?: string): Promise<Answer> =>
  world.orderSync.ask(path, {
    ...{ method, json, token: world.operator },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
const move = (name: string, json?: unknown, key?: string) => ask(`/keys/lumenpay/${name}`, 'POST', json, key);
const slots = async (): Promise<Slots> => {
  const answer = await ask('/keys');
  expect(violations('getKeys', answer)).toEqual([]);
  return (answer.body as { lumenpay: Slots }).lumenpay;
};
const states = async () => {
  const { active, slots: both } = await slots();
  return [active, both.a.state, both.b.state];
};
const health = () => world.sandbox.orderSync.health();
const flowsOn = async () => {
  const before = health().orders.processed.count;
  await until(() => health().orders.processed.count > before + 3, 'orders go on');
  expect(health()).toMatchObject({ flow: 'ok', mode: 'live', preflight: { ok: true } });
};

describe("a rotation of Lumenpay's key", () => {
  test('stage, verify, switch, retire: orders never stop, and the old key opens nothing any more', async () => {
    expect(await states()).toEqual(['a', 'active', 'empty']);
    const seen: unknown[] = [];
    for (const [name, operation] of [
      ['stage', 'stageKey'],
      ['verify', 'verifyKey'],
      ['switch', 'switchKey'],
      ['retire', 'retireKey'],
    ] as const) {
      const answer = await move(name);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      expect(violations(operation, answer)).toEqual([]);
      seen.push(await states());
      await flowsOn();
    }
    expect(seen).toEqual([
      ['a', 'active', 'staged'],
      ['a', 'active', 'verified'],
      ['b', 'verified', 'active'],
      ['b', 'retired', 'active'],
    ]);
    const old = world.sandbox.status().credentials;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: old['order-sync-client-id'] ?? '',
      client_secret: old['order-sync-client-secret'] ?? '',
    }).toString();
    expect((await world.lumenpay.ask('/oauth/token', { method: 'POST', form })).status).toBe(401);
    const text = JSON.stringify((await ask('/keys')).body) + String((await ask('/log?limit=5000')).body);
    expect(text).not.toContain('lp_test_');
  });

  test('switched back, the old key works on; then the next rotation begins anew', async () => {
    for (const name of ['stage', 'verify', 'switch']) await move(name);
    const back = await move('rollback');
    expect(violations('rollBackKey', back)).toEqual([]);
    expect(await states()).toEqual(['a', 'active', 'staged']);
    await flowsOn();
    for (const name of ['stage', 'verify', 'switch', 'retire']) expect((await move(name)).status).toBe(200);
    await flowsOn();
  });

  test.each([
    ['verify', []],
    ['switch', []],
    ['switch', ['stage']],
    ['retire', []],
    ['retire', ['stage', 'verify']],
    ['rollback', ['stage', 'verify']],
    ['stage', ['stage', 'verify', 'switch']],
    ['verify', ['stage', 'verify', 'switch']],
    ['switch', ['stage', 'verify', 'switch']],
    ['rollback', ['stage', 'verify', 'switch', 'retire']],
  ])('%s after %j is refused, and changes nothing', async (name, before) => {
    for (const earlier of before) expect((await move(earlier)).status).toBe(200);
    const found = await slots();
    const answer = await move(name);
    expect(answer.status).toBe(409);
    expect(violations(name === 'rollback' ? 'rollBackKey' : `${name}Key`, answer)).toEqual([]);
    expect(await slots()).toEqual(found);
  });

  test('a repeated stage with the same key asks Lumenpay once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => move('stage', {}, 'stage-1')));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const asked = world.sandbox.log('lumenpay').filter(({ path }) => path === '/oauth/client_secrets');
    expect(asked).toHaveLength(1);
  });

  test('while Lumenpay answers 503 nothing moves; the same request may be sent again afterwards', async () => {
    await world.sandbox.inject(fault('status', { status: 503, path: '/oauth' }));
    const refused = await move('stage', {}, 'stage-2');
    expect(refused.status).toBe(502);
    expect(violations('stageKey', refused)).toEqual([]);
    expect(await states()).toEqual(['a', 'active', 'empty']);
    await world.sandbox.clear();
    expect((await move('stage', {}, 'stage-2')).status).toBe(200);
  });

  test('a staged key that Lumenpay does not take is told from a Lumenpay that does not serve', async () => {
    await move('stage');
    await world.sandbox.inject(fault('status', { status: 503, path: '/oauth' }));
    expect((await move('verify')).status).toBe(502);
    await world.sandbox.clear();
    const { keyId } = (await slots()).slots.b;
    const { credentials } = world.sandbox.status();
    const [id, secret] = [credentials['order-sync-client-id'], credentials['order-sync-client-secret']];
    const ended = await world.lumenpay.ask(`/oauth/client_secrets/${keyId}`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    });
    expect(ended.status).toBe(204);
    const refused = await move('verify');
    expect(refused).toMatchObject({ status: 422, body: { code: 'key-refused' } });
    expect(violations('verifyKey', refused)).toEqual([]);
    expect(await states()).toEqual(['a', 'active', 'staged']);
  });

  test("takes a key that Lumenpay's people put into the vault, and no other", async () => {
    const unknown = await move('stage', { credentialRef: 'lumenpay/nobody' });
    expect(unknown.status).toBe(422);
    expect(violations('stageKey', unknown)).toEqual([]);
    const { credentials } = world.sandbox.status();
    const office = (token: string | undefined) =>
      world.lumenpay.ask('/operator/client-secrets', {
        ...{ method: 'POST', token },
        json: { client: credentials['order-sync-client-id'] },
      });
    expect((await office('wrong')).status).toBe(401);
    const issued = await office(credentials['lumenpay-operator-token']);
    const { credential_ref: credentialRef, key_id: keyId } = issued.body as Record<string, string>;
    for (const name of ['stage', 'verify', 'switch', 'retire'])
      expect((await move(name, name === 'stage' ? { credentialRef } : {})).status).toBe(200);
    expect((await slots()).slots.b).toMatchObject({ state: 'active', keyId });
    await flowsOn();
  });

  test('an upstream that there is not has no slots', async () => {
    const answer = await ask('/keys/lumenpey/stage', 'POST', {});
    expect(answer.status).toBe(404);
    expect(violations('stageKey', answer)).toEqual([]);
  });
});

describe('detailed logging', () => {
  const put = (json: unknown) =>
    world.orderSync.ask('/logging', { method: 'PUT', token: world.operator, json });
  const exchanges = async (query = '') => {
    const { body } = await ask(`/log?event=upstream.exchange&level=debug${query}`);
    return String(body)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  test('captures the fields that are asked for in every exchange, and ends by itself', async () => {
    expect(await exchanges()).toEqual([]);
    const fields = ['status', 'durationMs', 'requestId', 'responseBody', 'keyId'];
    const answer = await put({ level: 'debug', fields, untilSeconds: 2 });
    expect(answer.body).toMatchObject({ level: 'debug', fields, until: expect.any(String) });
    expect(violations('setLogging', answer)).toEqual([]);
    await until(async () => (await exchanges()).length > 3, 'exchanges are logged');
    const log = await exchanges();
    for (const line of log) expect(Object.keys(line)).toEqual(expect.arrayContaining([...fields, 'traceId']));
    expect(log.at(-1)).toMatchObject({
      requestId: expect.stringMatching(/^req_/),
      keyId: expect.any(String),
    });
    await until(async () => ((await ask('/logging')).body as { level: string }).level === 'info', 'it ended');
    const count = (await exchanges('&limit=5000')).length;
    await flowsOn();
    expect(await exchanges('&limit=5000')).toHaveLength(count);
  });

  test('never shows a token or a secret', async () => {
    await put({ level: 'debug', fields: ['path', 'requestBody', 'responseBody'], untilSeconds: 60 });
    world.sandbox.upstreams.lumenpay.opened.tokens.revokeAll();
    await move('stage');
    await move('verify');
    await until(async () => (await exchanges()).some(({ path }) => path === '/oauth/token'), 'a new token');
    const text = JSON.stringify(await exchanges());
    expect(text).toContain('/oauth/client_secrets');
    expect(text).not.toMatch(/lp_at_|lp_test_/);
  });

  test.each([
    { level: 'trace', fields: [] },
    { level: 'debug', fields: ['authorization'] },
    { level: 'debug' },
  ])('%j is refused with where', async (json) => {
    const answer = await put(json);
    expect(answer.status).toBe(422);
    expect(violations('setLogging', answer)).toEqual([]);
    expect(answer.body).toMatchObject({ errors: [{ pointer: expect.stringMatching(/^\//) }] });
  });
});
