import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { type Ask, openWorld, until, type World } from './world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const operate = (path: string, ask: Ask = {}) => world.orderSync.ask(path, { token: world.operator, ...ask });
const put = (path: string, json: unknown, headers = {}) => operate(path, { method: 'PUT', json, headers });
const revisionNow = async () => ((await operate('/config')).body as { revision: number }).revision;

describe('order-sync answers as its OpenAPI document says', () => {
  test.each([
    ['getHealth', '/health'],
    ['getVersion', '/version'],
    ['getMetrics', '/metrics'],
  ])('%s, without a token', async (operation, path) => {
    const answer = await world.orderSync.ask(path);
    expect(answer.status).toBe(200);
    expect(violations(operation, answer)).toEqual([]);
  });

  test.each([
    ['getConfig', '/config'],
    ['listRevisions', '/config/revisions'],
    ['getLog', '/log?limit=5'],
  ])('%s, for operators only', async (operation, path) => {
    const answer = await operate(path);
    expect(answer.status).toBe(200);
    expect(violations(operation, answer)).toEqual([]);
    const refused = await world.orderSync.ask(path, { token: 'wrong' });
    expect(refused.status).toBe(401);
    expect(violations(operation, refused)).toEqual([]);
  });

  test.each([
    ['setFallback', '/config/fallback', { mode: 'off' }, { mode: 'on' }],
    ['setThrottle', '/config/throttle', { requestsPerSecond: 50 }, { requestsPerSecond: '50' }],
    ['setThrottle', '/config/throttle', { requestsPerSecond: null }, { requestsPerSecond: 0 }],
    ['setDegraded', '/config/degraded', { mode: 'off' }, {}],
  ])('%s takes %s %o and refuses %o', async (operation, path, good, bad) => {
    const done = await put(path, good);
    expect(done.status).toBe(200);
    expect(violations(operation, done)).toEqual([]);
    const before = await revisionNow();
    const refused = await put(path, bad);
    expect(refused.status).toBe(422);
    expect(violations(operation, refused)).toEqual([]);
    const anonymous = await world.orderSync.ask(path, { method: 'PUT', json: good });
    expect(anonymous.status).toBe(401);
    expect(await revisionNow()).toBe(before);
  });
});

describe('configuration revisions', () => {
  test('each change makes the next one, and rolling back makes one with the earlier content', async () => {
    const first = await revisionNow();
    await put('/config/throttle', { requestsPerSecond: 30 });
    await put('/config/fallback', { mode: 'cached' });
    const answer = await operate('/config/rollback', { method: 'POST', json: { revision: first } });
    expect(answer.body).toMatchObject({
      revision: first + 3,
      change: `roll back to revision ${first}`,
      config: { throttle: { requestsPerSecond: null }, fallback: { mode: 'off' } },
    });
    expect(violations('rollBack', answer)).toEqual([]);
    const { body } = await operate('/config/revisions');
    const { data } = body as { data: { revision: number }[] };
    expect(data.map(({ revision }) => revision)).toEqual(data.map((_one, index) => index + 1));
  });

  test('rolling back to a revision that there never was changes nothing', async () => {
    const before = await revisionNow();
    const answer = await operate('/config/rollback', { method: 'POST', json: { revision: 999 } });
    expect(answer.status).toBe(422);
    expect(violations('rollBack', answer)).toEqual([]);
    expect(await revisionNow()).toBe(before);
  });

  test('a repeated key gets the first answer and makes no revision; for another request it is refused', async () => {
    const headers = { 'idempotency-key': 'action-1' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => put('/config/fallback', { mode: 'off' }, headers)),
    );
    expect(new Set(answers.map(({ body }) => (body as { revision: number }).revision)).size).toBe(1);
    expect((await put('/config/fallback', { mode: 'cached' }, headers)).status).toBe(422);
    expect((await put('/config/degraded', { mode: 'off' }, headers)).status).toBe(422);
  });
});

describe('what it tells of itself', () => {
  test('its log names order, charge and the trace id that Lumenpay saw', async () => {
    await until(() => world.sandbox.orderSync.health().window.processed > 0, 'an order went through');
    const { body } = await operate('/log');
    const events = String(body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const processed = events.findLast(
      ({ event, detail }) => event === 'order.processed' && detail === 'live',
    );
    expect(world.sandbox.log('lumenpay')).toContainEqual(
      expect.objectContaining({
        client: 'order-sync',
        traceId: processed.traceId,
        path: `/v1/charges/${processed.charge}`,
      }),
    );
  });

  test('its metrics count what its health counts', async () => {
    const { body } = await world.orderSync.ask('/metrics');
    const value = (name: string) =>
      Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(String(body))?.[1]);
    expect(value('orders_processed_total')).toBeGreaterThan(0);
    expect(value('orders_processed_total')).toBeLessThanOrEqual(
      world.sandbox.orderSync.health().orders.processed.count,
    );
    expect(body).toContain('order_sync_mode{mode="live"} 1');
    expect(value('upstream_request_duration_seconds_count')).toBeGreaterThan(0);
  });

  test('the requests that it received are in its own log', async () => {
    await put('/config/degraded', { mode: 'off' });
    expect(world.sandbox.log('order-sync').findLast(({ method }) => method === 'PUT')).toMatchObject({
      server: 'order-sync',
      path: '/config/degraded',
      status: 200,
      client: 'test',
    });
  });
});

describe('throttle', () => {
  test('limits the data requests, keeps orders flowing, and loses none', async () => {
    const dataRequests = () =>
      world.sandbox
        .log('lumenpay')
        .filter(({ client, path }) => client === 'order-sync' && path.startsWith('/v1/'));
    await put('/config/throttle', { requestsPerSecond: 2 });
    const before = dataRequests().length;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const sent = dataRequests().length - before;
    expect(sent).toBeGreaterThanOrEqual(3);
    expect(sent).toBeLessThanOrEqual(6);
    expect(world.sandbox.orderSync.health()).toMatchObject({ flow: 'ok', orders: { conserved: true } });
    await put('/config/throttle', { requestsPerSecond: null });
  });
});
