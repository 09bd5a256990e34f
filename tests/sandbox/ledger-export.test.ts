import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { openWorld, sleep, until, type World } from './world.ts';

const { violations } = contract('ledger-export.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const health = () => world.sandbox.ledgerExport.health();
const operate = (path: string, json?: unknown) =>
  world.ledger.ask(path, { method: json === undefined ? 'GET' : 'PUT', json, token: world.ledgerOperator });

test('books each finished order once, in order, and says so as its contract does', async () => {
  await until(() => health().booked.count > 5, 'booked');
  const list = await operate('/bookings?limit=1000');
  expect(violations('listBookings', list)).toEqual([]);
  const { data } = list.body as { data: { sequence: number; order: string; amount: number }[] };
  expect(data.map(({ sequence }) => sequence)).toEqual(data.map((_one, index) => index + 1));
  const { body } = await world.orderSync.ask('/orders?limit=1000', { token: world.operator });
  const finished = (body as { data: typeof data }).data.slice(0, data.length);
  expect(data.map(({ order, amount }) => [order, amount])).toEqual(
    finished.map(({ order, amount }) => [order, amount]),
  );
  for (const [operation, path] of [
    ['getLedgerHealth', '/health'],
    ['getLedgerMetrics', '/metrics'],
  ] as const)
    expect(violations(operation, await world.ledger.ask(path))).toEqual([]);
});

test('paused it books nothing; then it catches up without a gap, and order-sync sees the same', async () => {
  const paused = await operate('/pause', { paused: true });
  expect(violations('setPause', paused)).toEqual([]);
  await sleep(500);
  const { booked } = health();
  await sleep(1_200);
  expect(health()).toMatchObject({ flow: 'paused', booked });
  const settled = world.sandbox.orderSync.health().orders.processed.count;
  expect(settled).toBeGreaterThan(booked.count);
  await operate('/pause', { paused: false });
  await until(() => health().booked.count >= settled, 'caught up');
  const { body } = await world.orderSync.ask('/conservation', { token: world.operator });
  expect(body).toMatchObject({ conserved: true, ledger: { compared: true, missing: [], duplicates: [] } });
});

test.each([
  ['setPause', '/pause', { paused: 'yes' }],
  ['listBookings', '/bookings?after=-1', undefined],
])('%s refuses %s with %j', async (operation, path, json) => {
  const answer = await operate(path, json);
  expect(answer.status).toBe(422);
  expect(violations(operation, answer)).toEqual([]);
  const anonymous = await world.ledger.ask(path.replace(/\?.*/, ''));
  expect(anonymous.status).toBe(401);
});

test('its requests to order-sync carry a trace id', () => {
  expect(world.sandbox.log('order-sync')).toContainEqual(
    expect.objectContaining({
      client: 'ledger-export',
      path: '/orders',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    }),
  );
});
