import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Conservation } from '../../../runbook-runner/sandbox/order-sync/conservation.ts';
import { contract } from '../contract.ts';
import { type Answer, fault, openWorld, until, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const ask = (path: string, method: 'GET' | 'POST' | 'PATCH' = 'GET', json?: unknown): Promise<Answer> =>
  world.orderSync.ask(path, { method, json, token: world.operator });
const patch = (json: unknown) => ask('/config', 'PATCH', json);
const health = () => world.sandbox.orderSync.health();
const drift = (...changes: readonly Record<string, unknown>[]) => fault('schema-drift', { changes });
const settledCount = (): number => health().orders.processed.count - health().orders.unconfirmed.count;

async function conservation(): Promise<Conservation> {
  const answer = await ask('/conservation');
  expect(violations('getConservation', answer)).toEqual([]);
  return answer.body as Conservation;
}

async function settlesOn(): Promise<void> {
  const before = settledCount();
  await until(() => settledCount() > before + 3, 'orders are settled on');
}

describe('the accounts', () => {
  test('agree with Lumenpay and with the ledger, order by order', async () => {
    await settlesOn();
    await until(() => world.sandbox.ledgerExport.health().booked.count > 3, 'booked');
    const found = await conservation();
    expect(found).toMatchObject({
      conserved: true,
      duplicates: 0,
      missing: [],
      rejected: { count: 0, reasons: {} },
      lumenpay: { compared: true, duplicates: [], missing: [], differing: [] },
      ledger: { compared: true, duplicates: [], missing: [], differing: [] },
    });
    expect(found.lumenpay.found.count).toBeGreaterThanOrEqual(found.settled.count);
    expect(found.settled.count).toBeGreaterThanOrEqual(found.ledger.found.count);
  });

  test('notice an order that Lumenpay charged twice', async () => {
    await settlesOn();
    const { body } = await ask('/orders?limit=1');
    const [first] = (body as { data: { order: string; amount: number }[] }).data;
    const { credentials } = world.sandbox.status();
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials['order-sync-client-id'] ?? '',
      client_secret: credentials['order-sync-client-secret'] ?? '',
    }).toString();
    const granted = await world.lumenpay.ask('/oauth/token', { method: 'POST', form });
    await world.lumenpay.ask('/v1/charges', {
      method: 'POST',
      token: (granted.body as { access_token: string }).access_token,
      headers: { 'idempotency-key': 'a second time' },
      json: { amount: first?.amount, currency: 'EUR', metadata: { order: first?.order } },
    });
    expect(await conservation()).toMatchObject({
      conserved: false,
      duplicates: 1,
      lumenpay: { duplicates: [first?.order] },
    });
  });

  test('finished orders come by cursor, each once, without a gap', async () => {
    await settlesOn();
    const seen: { sequence: number; order: string }[] = [];
    for (let after = 0; ; ) {
      const answer = await ask(`/orders?after=${after}&limit=2`);
      expect(violations('listFinishedOrders', answer)).toEqual([]);
      const page = answer.body as { data: typeof seen; next: number };
      if (page.data.length === 0) break;
      seen.push(...page.data);
      after = page.next;
    }
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_one, index) => index + 1));
    expect(new Set(seen.map(({ order }) => order)).size).toBe(seen.length);
    expect((await ask('/orders?after=x')).status).toBe(422);
  });
});

describe('a schema that drifted is mapped', () => {
  test.each([
    [
      'renamed',
      { change: 'rename', pointer: '/amount', to: 'total' },
      { mapping: { lumenpay: [{ from: '/total', to: '/amount' }] } },
    ],
    [
      'retyped',
      { change: 'retype', pointer: '/amount', to: 'string' },
      { mapping: { lumenpay: [{ from: '/amount', to: '/amount', as: 'integer' }] } },
    ],
    ['missing', { change: 'remove', pointer: '/metadata' }, { defaults: { lumenpay: { '/metadata': {} } } }],
    [
      'null',
      { change: 'set', pointer: '/currency', value: null },
      { defaults: { lumenpay: { '/currency': 'EUR' } } },
    ],
  ])('a field that is %s', async (_name, change, config) => {
    await settlesOn();
    await world.sandbox.inject(drift(change));
    await until(() => health().flow === 'stalled', 'orders wait');
    await patch(config);
    await settlesOn();
    expect(health()).toMatchObject({ flow: 'ok', mode: 'live' });
    expect(await conservation()).toMatchObject({ conserved: true, quarantined: { count: 0 } });
    await world.sandbox.clear();
    await settlesOn();
    expect((await conservation()).conserved).toBe(true);
  });
});

describe('records that do not fit', () => {
  test('unknown fields are kept or dropped; or their orders go into quarantine, and come back', async () => {
    await world.sandbox.inject(drift({ change: 'set', pointer: '/risk', value: 'low' }));
    await settlesOn();
    const last = async () =>
      ((await ask('/orders?limit=1000')).body as { data: { extra: unknown }[] }).data.at(-1);
    await settlesOn();
    expect(await last()).toMatchObject({ extra: { risk: 'low' } });
    await patch({ unknownFields: 'drop' });
    await settlesOn();
    expect((await last())?.extra).toEqual({});

    await patch({ unknownFields: 'quarantine' });
    await until(() => health().orders.quarantined.count > 2, 'orders in quarantine');
    const list = await ask('/quarantine');
    expect(violations('listQuarantine', list)).toEqual([]);
    expect(list.body).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ reason: 'unknown fields: /risk' })]),
    });
    expect((await conservation()).conserved).toBe(true);

    await patch({ unknownFields: 'keep' });
    const retried = await ask('/quarantine/retry', 'POST', {});
    expect(violations('retryQuarantine', retried)).toEqual([]);
    await until(() => health().orders.queued.count <= 1, 'settled after all');
    expect(await conservation()).toMatchObject({ conserved: true, quarantined: { count: 0 } });
  });

  test('an order whose charge was given back is rejected while others pass, with the reason', async () => {
    await world.lumenpay.ask('/v1/charges/ch_demo0003/refund', {
      method: 'POST',
      token: await world.token(),
      headers: { 'idempotency-key': 'give back' },
    });
    await until(() => health().orders.rejected.count > 0, 'rejected', 20_000);
    expect(await conservation()).toMatchObject({
      conserved: true,
      rejected: { count: 1, reasons: { 'charge-refunded': 1 } },
    });
  });

  test('while nothing fits at all, orders wait instead of going into quarantine', async () => {
    await settlesOn();
    await world.sandbox.inject(drift({ change: 'remove', pointer: '/status' }));
    await until(() => health().orders.queued.count > 25, 'a queue', 25_000);
    expect(health().orders).toMatchObject({ quarantined: { count: 0 }, rejected: { count: 0 } });
    await world.sandbox.clear();
    await until(() => health().orders.queued.count <= 1, 'the queue is worked off', 25_000);
    expect((await conservation()).conserved).toBe(true);
  });
});

describe('the fallback', () => {
  test('does not use a copy that is too old', async () => {
    await settlesOn();
    await patch({ fallback: { mode: 'cached', maxAgeSeconds: 1 } });
    const why = /the copy of the charge is \d+ s old, 1 s at most/;
    await until(async () => why.test(String((await ask('/log')).body)), 'the copies are too old');
    await patch({ fallback: { maxAgeSeconds: 3_600 } });
    await until(() => health().flow === 'ok', 'orders flow from the cache');
    expect((await conservation()).pending.count).toBeGreaterThan(0);
  });

  test('is reconciled: what was taken on trust is charged once, and what was charged unseen is corrected', async () => {
    await settlesOn();
    // Charges arrive and are made, but no answer can be read: the outcome is unknown.
    await world.sandbox.inject(fault('latency', { delay: '900ms' }));
    await until(() => health().flow === 'stalled', 'stalled');
    await patch({ degraded: { mode: 'on' } });
    await until(() => health().orders.unconfirmed.count > 5, 'taken on trust');
    await world.sandbox.clear();
    const answer = await ask('/reconcile', 'POST', {});
    expect(violations('reconcile', answer)).toEqual([]);
    const { lumenpay } = answer.body as { lumenpay: { settled: number; corrected: number } };
    expect(lumenpay.settled + lumenpay.corrected).toBeGreaterThan(4);
    await patch({ degraded: { mode: 'off' } });
    await until(() => health().orders.unconfirmed.count === 0, 'nothing pending');
    expect(await conservation()).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
  });

  test('taken on trust, an order whose charge was given back meanwhile is rejected, and the others are charged', async () => {
    await settlesOn();
    await patch({ degraded: { mode: 'on' } });
    await until(() => health().orders.unconfirmed.count > 2, 'taken on trust');
    // Orders are paid with the seeded charges in turn: the latest that was accepted is among those taken on trust.
    const number = String(health().orders.accepted.count % 40 || 40).padStart(4, '0');
    const given = await world.lumenpay.ask(`/v1/charges/ch_demo${number}/refund`, {
      method: 'POST',
      token: await world.token(),
      headers: { 'idempotency-key': 'give back' },
    });
    expect(given.status).toBe(200);
    await patch({ degraded: { mode: 'off' } });
    await until(() => health().orders.unconfirmed.count === 0, 'nothing pending');
    await until(() => health().orders.rejected.count === 1, 'rejected');
    await settlesOn();
    expect(await conservation()).toMatchObject({
      conserved: true,
      missing: [],
      pending: { count: 0 },
      rejected: { count: 1, reasons: { 'charge-refunded': 1 } },
    });
  });
});
