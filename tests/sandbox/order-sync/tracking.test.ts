// Tracking numbers while Parcelo's list is whole, goes in circles or is gone: each order is told its own, once, and a walk
// never goes round twice.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FaultOrder } from '../../../runbook-runner/ports/sandbox.ts';
import { contract } from '../contract.ts';
import { clientOfAccess, fault, openWorld, sleep, until, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await until(() => tracking().told > 2, 'numbers come', 10_000);
});
afterEach(async () => {
  await world.sandbox.clear();
  await operate('/config/rollback', 'POST', { revision: 1 });
  const { complete } = tracking().list.walks;
  await until(
    () => tracking().list.walks.complete > complete && tracking().waiting < 12,
    'all is well',
    10_000,
  );
});
afterAll(() => world.close());

const tracking = () => world.sandbox.orderSync.health().tracking;
const labelled = () => world.sandbox.orderSync.health().fulfilment.parcelo?.done.count ?? 0;
const operate = (path: string, method: 'GET' | 'PATCH' | 'POST' = 'GET', json?: unknown) =>
  world.orderSync.ask(path, { method, token: world.operator, json });
const set = (mode: 'list' | 'each') => operate('/config', 'PATCH', { tracking: { mode } });
const inject = ({ kind, options }: FaultOrder) =>
  world.sandbox.inject({ ...fault(kind, options), target: 'parcelo' });
const pagesAsked = () =>
  world.sandbox
    .log('parcelo')
    .filter((one) => one.client === 'order-sync' && one.path.startsWith('/v1/shipments?limit=50')).length;

const LOOPS = fault('pagination-loop', { path: '/v1/shipments', parameter: 'cursor' });
const NO_CURSOR = fault('schema-drift', {
  path: '/v1/shipments',
  changes: [{ change: 'remove', pointer: '/next_cursor' }],
});

const orderOf = (number: number): string => `ord_${String(number).padStart(8, '0')}`;

async function logged(event: string): Promise<readonly Record<string, string>[]> {
  const { body } = await operate(`/log?limit=5000&event=${event}`);
  return String(body)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** What each order was told is what Parcelo has for it, and nobody was told twice. */
async function toldRight(): Promise<void> {
  const { told, waiting } = tracking();
  expect(told + waiting).toBe(labelled());
  const lines = await logged('order.tracked');
  expect(lines.length).toBeGreaterThanOrEqual(told);
  const orders = lines.map(({ order }) => order);
  expect(new Set(orders).size).toBe(orders.length);
  // Orders come in turn, and their labels nearly so: whoever is far behind the newest was forgotten.
  const placed = Array.from({ length: Math.max(0, lines.length - 15) }, (_, index) => orderOf(index + 1));
  expect(placed.filter((order) => !orders.includes(order))).toEqual([]);
  const { access } = world.sandbox.upstreams.parcelo;
  const parcelo = clientOfAccess(access);
  const headers = { 'x-api-key': access.credentials['parcelo-api-key'] ?? '' };
  for (const { order, detail } of lines) {
    const { body } = await parcelo.ask(`/v1/shipments?reference=${order}`, { headers });
    expect((body as { data: object[] }).data).toMatchObject([{ tracking_number: detail }]);
  }
  await parcelo.close();
}

test('a walk goes on from where the last one came to the end', async () => {
  await until(() => tracking().list.walks.complete > 2, 'walks');
  const { pages, walks } = tracking().list;
  await until(() => tracking().list.walks.complete >= walks.complete + 3, 'three walks', 10_000);
  expect(tracking().list.pages - pages).toBeLessThanOrEqual(5);
});

test('a list that begins anew on each page is walked once around, while labels go on', async () => {
  const complete = (await logged('tracking.complete')).length;
  await inject(LOOPS);
  await until(() => tracking().flow === 'stalled', 'no number comes', 10_000);
  expect(tracking().list.last).toBe('circled');
  const [asked, done, since] = [pagesAsked(), labelled(), tracking().list.completeAt];
  await sleep(3_000);
  expect(pagesAsked() - asked).toBeLessThan(12);
  expect(labelled() - done).toBeGreaterThan(5);
  expect(tracking().list.completeAt).toBe(since);
  const [circled] = await logged('tracking.circled');
  expect(circled).toMatchObject({ level: 'warn', upstream: 'parcelo', detail: 'shp_demo0001 came again' });
  const metrics = String((await world.orderSync.ask('/metrics')).body);
  expect(metrics).toMatch(/^parcelo_list_walks_total\{end="circled"\} [1-9]/m);
  expect(metrics).toMatch(/^tracking_numbers\{state="waiting"\} [1-9]/m);
  await world.sandbox.clear();
  await until(() => tracking().list.last === 'complete' && tracking().waiting < 12, 'all are told', 10_000);
  expect((await logged('tracking.complete')).length).toBe(complete + 1);
  await toldRight();
});

test('asked for one by one, numbers come while the list is in circles, and the list is read on from its known place', async () => {
  await inject(LOOPS);
  await until(() => tracking().flow === 'stalled', 'no number comes', 10_000);
  expect(violations('patchConfig', await set('each'))).toEqual([]);
  expect(tracking().flow).toBe('stalled');
  await until(() => tracking().flow === 'ok' && tracking().waiting < 12, 'they come again', 10_000);
  const asked = pagesAsked();
  await sleep(1_500);
  expect(pagesAsked()).toBe(asked);
  await world.sandbox.clear();
  const { complete } = tracking().list.walks;
  await set('list');
  await until(() => tracking().list.walks.complete > complete + 1, 'the list is walked again', 10_000);
  await until(() => tracking().flow === 'ok' && tracking().waiting < 12, 'and tells numbers');
  await toldRight();
});

test('a list that does not say how it goes on is said to fail, and the throttle holds for it too', async () => {
  const failed = (await logged('tracking.failed')).length;
  await inject(NO_CURSOR);
  await until(() => tracking().flow === 'stalled', 'no number comes', 10_000);
  expect(tracking().list.last).toBe('failed');
  expect(await logged('tracking.failed')).toHaveLength(failed + 1);
  await world.sandbox.clear();
  await operate('/config', 'PATCH', { handover: { parcelo: { requestsPerSecond: 2 } } });
  await sleep(500);
  const before = world.sandbox.log('parcelo').filter((one) => one.client === 'order-sync').length;
  await sleep(3_000);
  const sent = world.sandbox.log('parcelo').filter((one) => one.client === 'order-sync').length - before;
  expect(sent).toBeLessThan(14);
  expect(tracking().flow).toBe('ok');
});

test('each order with a label is told its number, from a list of several pages, walked to its end', async () => {
  // A page ends at 100 shipments, the 40th order: what is printed only after a walk went by is told all the same.
  await until(() => labelled() > 50, 'a page is full', 20_000);
  await until(() => tracking().waiting < 12, 'their numbers are known');
  expect(tracking()).toMatchObject({
    flow: 'ok',
    list: { last: 'complete' },
  });
  await toldRight();
  expect(violations('getHealth', await world.orderSync.ask('/health'))).toEqual([]);
  expect(violations('getLog', await operate('/log?limit=50'))).toEqual([]);
});
