// Records of Parcelo and Stockline that don't fit: their orders are set aside with the reason, and done once afterwards.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultOrder } from '../../../runbook-runner/ports/sandbox.ts';
import { contract } from '../contract.ts';
import { type Client, clientOfAccess, fault, openWorld, until, type World } from '../world.ts';

type Name = 'parcelo' | 'stockline';
interface Aside {
  readonly upstream: string;
  readonly order: string;
  readonly reason: string;
}

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
let parcelo: Client;
beforeEach(async () => {
  world = await openWorld();
  parcelo = clientOfAccess(world.sandbox.upstreams.parcelo.access);
  await until(() => of('parcelo').done.count > 0 && of('stockline').done.count > 0, 'both go on');
});
afterEach(async () => {
  await parcelo.close();
  await world.close();
});

function of(name: Name) {
  const one = world.sandbox.orderSync.health().fulfilment[name];
  if (one === undefined) throw new Error(`order-sync does not know ${name}`);
  return one;
}
const ask = (path: string, method: 'GET' | 'POST' | 'PATCH' = 'GET', json?: unknown) =>
  world.orderSync.ask(path, { method, json, token: world.operator });
const patch = async (json: unknown) => expect((await ask('/config', 'PATCH', json)).status).toBe(200);
const drift = (target: Name, options: FaultOrder['options']) =>
  world.sandbox.inject({ ...fault('schema-drift', options), target });
const adds = (target: Name, path: string) =>
  drift(target, { path, method: 'POST', changes: [{ change: 'set', pointer: '/zone', value: 'N' }] });

async function conserves(): Promise<void> {
  const answer = await ask('/conservation');
  expect(violations('getConservation', answer)).toEqual([]);
  expect(answer.body).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
  expect(violations('getHealth', await world.orderSync.ask('/health'))).toEqual([]);
}

async function aside(): Promise<readonly Aside[]> {
  const list = await ask('/quarantine');
  expect(violations('listQuarantine', list)).toEqual([]);
  return (list.body as { data: Aside[] }).data;
}

const metrics = async () => String((await world.orderSync.ask('/metrics')).body);

/** Queues all again, and waits until none is set aside and nothing is owed. */
async function retry(name: Name): Promise<void> {
  const answer = await ask('/quarantine/retry', 'POST', {});
  expect(violations('retryQuarantine', answer)).toEqual([]);
  await until(() => of(name).quarantined.count === 0 && of(name).waiting.count < 12, 'all done');
  await conserves();
}

/** Reservations that Stockline answered to; each order takes one. */
const held = (): number =>
  world.sandbox
    .log('stockline')
    .filter(({ method, path, status }) => method === 'POST' && path === '/v1/reservations' && status === 201)
    .length;

const shipmentsOf = async (order: string): Promise<number> => {
  const { credentials } = world.sandbox.upstreams.parcelo.access;
  const headers = { 'x-api-key': credentials['parcelo-api-key'] ?? '' };
  const { body } = await parcelo.ask(`/v1/shipments?reference=${order}`, { headers });
  return (body as { data: unknown[] }).data.length;
};

describe('an order whose record lacks what is needed while others fit', () => {
  test.each([
    ['a level of another type', { change: 'retype', pointer: '/available', to: 'string' }, '/available'],
    ['a level without its version', { change: 'remove', pointer: '/version' }, '/version'],
  ])(
    '%s: is set aside with the reason, and held once when it fits again',
    async (_name, change, at) => {
      await drift('stockline', { path: '/v1/stock/WINE-0013', changes: [change] });
      await until(() => of('stockline').quarantined.count > 0, 'set aside', 20_000);
      const [first] = await aside();
      expect(first).toMatchObject({ upstream: 'stockline', amount: expect.any(Number) });
      expect(first?.reason).toMatch(new RegExp(`^schema mismatch at ${at}: Invalid input`));
      expect(of('stockline').flow).toBe('ok');
      expect(await metrics()).toMatch(/fulfilment_orders\{upstream="stockline",state="quarantined"\} [1-9]/);
      expect((await ask('/log?event=order.quarantined')).body).toContain(`"order":"${first?.order}"`);
      await conserves();
      await world.sandbox.clear();
      await retry('stockline');
      await until(() => held() === of('stockline').done.count, 'each is held once', 3_000);
    },
    45_000,
  );

  test('a label job without its shipment: is set aside, and its label is ordered once', async () => {
    const changes = [{ change: 'remove', pointer: '/shipment' }];
    await drift('parcelo', { path: '/v1/label-jobs', percent: 90, changes });
    await until(() => of('parcelo').quarantined.count > 0, 'set aside', 25_000);
    const [first] = await aside();
    expect(first).toMatchObject({
      upstream: 'parcelo',
      reason: expect.stringContaining('mismatch at /shipment'),
    });
    await conserves();
    await world.sandbox.clear();
    await retry('parcelo');
    expect(await shipmentsOf(first?.order ?? '')).toBe(1);
  });
});

test('while nothing fits at all, orders wait instead of being set aside', async () => {
  await drift('parcelo', { path: '/v1/label-jobs', changes: [{ change: 'remove', pointer: '/status' }] });
  await until(() => of('parcelo').waiting.count > 30, 'orders wait');
  expect(of('parcelo')).toMatchObject({ quarantined: { count: 0 }, failed: { count: 0 } });
  await conserves();
});

test.each([
  [
    'stockline',
    'a level of another type',
    { path: '/v1/stock', changes: [{ change: 'retype', pointer: '/available', to: 'string' }] },
    { mapping: { stockline: [{ from: '/available', to: '/available', as: 'integer' }] } },
  ],
  [
    'stockline',
    'a level without its version',
    { path: '/v1/stock', changes: [{ change: 'rename', pointer: '/version', to: 'revision' }] },
    { mapping: { stockline: [{ from: '/revision', to: '/version' }] } },
  ],
  [
    'parcelo',
    'a label job with a renamed shipment',
    { path: '/v1/label-jobs', changes: [{ change: 'rename', pointer: '/shipment', to: 'parcel' }] },
    { mapping: { parcelo: [{ from: '/parcel', to: '/shipment' }] } },
  ],
] as const)(
  'of %s, %s is mapped, and orders go on live',
  async (name, _what, options, config) => {
    await drift(name, options);
    await until(() => of(name).flow === 'stalled', 'orders wait');
    await patch(config);
    const { count } = of(name).done;
    await until(() => of(name).done.count > count + 8, 'orders go on');
    expect(of(name)).toMatchObject({ flow: 'ok', mode: 'live', quarantined: { count: 0 } });
    await conserves();
  },
  30_000,
);

describe('a field that the contract does not know', () => {
  test('is tolerated, counted by its name, and told once in the log', async () => {
    await adds('parcelo', '/v1/shipments');
    await adds('stockline', '/v1/reservations');
    const before = { parcelo: of('parcelo').done.count, stockline: of('stockline').done.count };
    for (const name of ['parcelo', 'stockline'] as const)
      await until(() => of(name).done.count > before[name] + 12, `${name} goes on`);
    expect(await aside()).toEqual([]);
    for (const name of ['parcelo', 'stockline']) {
      const line = `upstream_unknown_fields_total\\{upstream="${name}",field="/zone"\\} (\\d+)`;
      expect(Number(new RegExp(line).exec(await metrics())?.[1])).toBeGreaterThan(5);
    }
    const log = String((await ask('/log?event=field.unknown')).body)
      .trim()
      .split('\n');
    const told = log.map((line) => JSON.parse(line)).map(({ upstream, detail }) => [upstream, detail]);
    expect(told.toSorted()).toEqual([
      ['parcelo', '/zone'],
      ['stockline', '/zone'],
    ]);
  });

  test.each([
    ['parcelo', '/v1/shipments'],
    ['stockline', '/v1/reservations'],
  ] as const)(
    'sends orders of %s into quarantine where that is set, and each is done once',
    async (name, path) => {
      await patch({ unknownFields: 'quarantine' });
      await adds(name, path);
      await until(() => of(name).quarantined.count > 3, 'set aside');
      const list = await aside();
      expect(
        list.every(({ upstream, reason }) => upstream === name && reason === 'unknown fields: /zone'),
      ).toBe(true);
      await conserves();
      await patch({ unknownFields: 'keep' });
      await retry(name);
      expect(await aside()).toEqual([]);
      if (name === 'parcelo')
        for (const { order } of list.slice(0, 5)) expect(await shipmentsOf(order), order).toBe(1);
    },
    40_000,
  );
});

test('an order that is set aside at both upstreams is one order when it is queued again', async () => {
  await patch({ unknownFields: 'quarantine' });
  await adds('parcelo', '/v1/shipments');
  await adds('stockline', '/v1/reservations');
  const both = (list: readonly Aside[]) => list.length - new Set(list.map(({ order }) => order)).size;
  await until(async () => both(await aside()) > 2, 'some are set aside at both');
  await patch({ unknownFields: 'keep' });
  await until(() => of('parcelo').flow === 'ok' && of('stockline').flow === 'ok', 'orders go on');
  const orders = new Set((await aside()).map(({ order }) => order));
  expect((await ask('/quarantine/retry', 'POST', {})).body).toEqual({ retried: orders.size });
});
