// Settled orders when an upstream that follows is in trouble: by copies, ahead of it, slowly; each is done once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultOrder } from '../../../runbook-runner/ports/sandbox.ts';
import { contract } from '../contract.ts';
import { clientOfAccess, fault, openWorld, sleep, until, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeEach(async () => {
  world = await openWorld();
  await until(() => of('parcelo').done.count > 0 && of('stockline').done.count > 0, 'both go on');
});
afterEach(() => world.close());

type Name = 'parcelo' | 'stockline';

const health = () => world.sandbox.orderSync.health();
const of = (name: Name) => {
  const one = health().fulfilment[name];
  if (one === undefined) throw new Error(`order-sync does not know ${name}`);
  return one;
};
const flows = (name: Name, flow: 'ok' | 'stalled') =>
  until(() => of(name).flow === flow, `${name} is ${flow}`);
const set = async (handover: object) => {
  const answer = await world.orderSync.ask('/config', {
    ...{ method: 'PATCH', token: world.operator, json: { handover } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  expect(violations('patchConfig', answer)).toEqual([]);
  expect(answer.status).toBe(200);
};
const inject = (target: Name, { kind, options }: FaultOrder) =>
  world.sandbox.inject({ ...fault(kind, options), target });
const askedOf = (name: Name, path: string, method: string) =>
  world.sandbox
    .log(name)
    .filter((one) => one.client === 'order-sync' && one.method === method && one.path.startsWith(path));
/** Orders may have failed for another reason before. */
const logSays = (why: RegExp) =>
  until(async () => {
    const log = await world.orderSync.ask('/log?event=order.failed&limit=1', { token: world.operator });
    return why.test(String(log.body));
  }, `the log says ${why}`);
const conserves = async () => {
  const answer = await world.orderSync.ask('/conservation', { token: world.operator });
  expect(violations('getConservation', answer)).toEqual([]);
  expect(answer.body).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
};

const TAKES_NONE = fault('partial-outage', { path: '/v1/shipments', method: 'POST' });
const AS_TEXT = fault('schema-drift', {
  path: '/v1/stock',
  changes: [{ change: 'retype', pointer: '/available', to: 'string' }],
});

describe('ahead of Parcelo', () => {
  test('orders go on without a label, and each label is ordered once afterwards', async () => {
    await inject('parcelo', TAKES_NONE);
    await flows('parcelo', 'stalled');
    await set({ parcelo: { mode: 'ahead' } });
    expect(of('parcelo')).toMatchObject({ flow: 'ok', mode: 'ahead' });
    const before = askedOf('parcelo', '/v1/shipments', 'POST').length;
    await until(() => of('parcelo').ahead.count > 8, 'orders go ahead');
    await conserves();
    expect(violations('getHealth', await world.orderSync.ask('/health'))).toEqual([]);
    await world.sandbox.clear();
    expect(askedOf('parcelo', '/v1/shipments', 'POST')).toHaveLength(before);
    await set({ parcelo: { mode: 'live' } });
    expect(of('parcelo').flow).toBe('stalled');
    await flows('parcelo', 'ok');
    await until(() => of('parcelo').ahead.count === 0, 'no label is owed');
    await conserves();
    const { access } = world.sandbox.upstreams.parcelo;
    const parcelo = clientOfAccess(access);
    const headers = { 'x-api-key': access.credentials['parcelo-api-key'] ?? '' };
    const orders = (await world.orderSync.ask('/orders?limit=20', { token: world.operator })).body;
    for (const { order } of (orders as { data: { order: string }[] }).data.slice(0, 12)) {
      const { body } = await parcelo.ask(`/v1/shipments?reference=${order}`, { headers });
      expect((body as { data: unknown[] }).data, order).toHaveLength(1);
    }
    await parcelo.close();
  });

  test('undone while Parcelo still takes none, orders wait again', async () => {
    await inject('parcelo', TAKES_NONE);
    await set({ parcelo: { mode: 'ahead' } });
    await until(() => of('parcelo').ahead.count > 2, 'orders go ahead');
    await set({ parcelo: { mode: 'live' } });
    await sleep(1_500);
    expect(of('parcelo')).toMatchObject({ flow: 'stalled', mode: 'live' });
    await conserves();
  });
});

test('a throttle caps what is asked of Parcelo, and orders go on slowly', async () => {
  await set({ parcelo: { requestsPerSecond: 4 } });
  await sleep(1_000);
  const before = askedOf('parcelo', '/v1/shipments', 'POST').length;
  await sleep(2_000);
  const sent = askedOf('parcelo', '/v1/shipments', 'POST').length - before;
  expect(sent).toBeGreaterThanOrEqual(2);
  expect(sent).toBeLessThanOrEqual(5);
  expect(of('parcelo')).toMatchObject({ flow: 'ok', waiting: { count: expect.any(Number) } });
  expect(of('parcelo').waiting.count).toBeGreaterThan(4);
  await conserves();
});

test('above the quota of Parcelo no label comes and the gate stays open; a throttle below it heals', async () => {
  await inject('parcelo', fault('quota', { requests: 8, window: '2s', path: '/v1/shipments' }));
  await flows('parcelo', 'stalled');
  // Labels that were ordered in time are still printed.
  await sleep(1_500);
  const done = of('parcelo').done.count;
  await sleep(4_000);
  expect(of('parcelo')).toMatchObject({ flow: 'stalled', preflight: { ok: true }, done: { count: done } });
  await set({ parcelo: { requestsPerSecond: 4 } });
  await flows('parcelo', 'ok');
  await until(() => of('parcelo').done.count > done + 4, 'labels come');
  await conserves();
  await set({ parcelo: { requestsPerSecond: null } });
  await flows('parcelo', 'stalled');
  await world.sandbox.clear();
  await flows('parcelo', 'ok');
  expect(of('parcelo')).toMatchObject({ failed: { count: 0 }, quarantined: { count: 0 } });
  await conserves();
});

describe("Stockline's levels", () => {
  test('that do not fit stop the hand-over; from copies it goes on, and no level is asked for', async () => {
    await inject('stockline', AS_TEXT);
    await flows('stockline', 'stalled');
    await set({ stockline: { mode: 'cached' } });
    await flows('stockline', 'ok');
    await sleep(300);
    const before = askedOf('stockline', '/v1/stock', 'GET').length;
    const done = of('stockline').done.count;
    await until(() => of('stockline').done.count > done + 8, 'pieces are held');
    const levels = askedOf('stockline', '/v1/stock', 'GET').slice(before);
    // The preflight asks for one every few seconds.
    expect(levels.filter(({ path }) => path !== '/v1/stock/WINE-0011')).toEqual([]);
    await world.sandbox.clear();
    await set({ stockline: { mode: 'live' } });
    await flows('stockline', 'ok');
    await conserves();
  });

  test('are not taken from copies that are too old, and the log says why', async () => {
    await inject('stockline', AS_TEXT);
    await set({ stockline: { mode: 'cached', maxAgeSeconds: 1 } });
    await flows('stockline', 'stalled');
    await logSays(/the copy of the level is \d+ s old, 1 s at most/);
    await conserves();
  });

  test('that are older than a reservation of our own are refused, whoever confirms them', async () => {
    await inject('stockline', fault('stale-etag', { path: '/v1/stock' }));
    await flows('stockline', 'stalled');
    await logSays(/version \d+ of WINE-00\d\d, \d+ is known/);
    await world.sandbox.clear();
    await flows('stockline', 'ok');
    await conserves();
  });

  test('that did not change since the copy are not sent again, and pieces are held by the copy', async () => {
    await inject('stockline', fault('partial-outage', { path: '/v1/reservations', method: 'POST' }));
    await until(
      () => askedOf('stockline', '/v1/stock/', 'GET').some(({ status }) => status === 304),
      'a level is confirmed',
    );
    await world.sandbox.clear();
    await flows('stockline', 'ok');
    await conserves();
  });
});
