import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Health } from '../../runbook-runner/sandbox/order-sync/health.ts';
import { fault, openWorld, until, type World } from './world.ts';

let world: World;

const health = (): Health => world.sandbox.orderSync.health();
const put = (path: string, json: unknown) =>
  world.orderSync.ask(path, { method: 'PUT', token: world.operator, json });
const flows = (flow: Health['flow']) => until(() => health().flow === flow, `flow is ${flow}`);

function expectConserved({ orders }: Health): void {
  expect(orders.conserved).toBe(true);
  expect(orders.accepted.count).toBe(orders.processed.count + orders.queued.count);
  expect(orders.accepted.amount).toBe(orders.processed.amount + orders.queued.amount);
}

const FAULTS = [
  [
    'charge-amount-as-text',
    fault('schema-drift', { changes: [{ change: 'retype', pointer: '/amount', to: 'string' }] }),
  ],
  ['lumenpay-slow', fault('latency', { delay: '900ms' })],
  ['lumenpay-429', fault('status', { status: 429, retryAfter: '1s', path: '/v1' })],
  ['lumenpay-reset', fault('reset', { path: '/v1' })],
  ['lumenpay-old-certificate', fault('certificate', { which: 'expired' })],
] as const;

const MITIGATIONS = [
  ['/config/fallback', { mode: 'cached' }, { mode: 'off' }, 'cached'],
  ['/config/degraded', { mode: 'on' }, { mode: 'off' }, 'degraded'],
] as const;

describe('no order is lost or doubled through fault, mitigation, end and undo', () => {
  test.concurrent.each(FAULTS.map((one, index) => [...one, MITIGATIONS[index % 2]] as const))(
    '%s',
    { timeout: 20_000 },
    async (name, order, mitigation) => {
      const [path, on, off, mode] = mitigation ?? MITIGATIONS[0];
      // Closed whatever comes: one that is left running slows all that follow.
      await using own = await openWorld();
      const see = (): Health => own.sandbox.orderSync.health();
      const change = (json: unknown) => own.orderSync.ask(path, { method: 'PUT', token: own.operator, json });
      await until(() => see().window.processed >= 8, `${name}: a window full of processed orders`);
      await own.sandbox.inject(order);
      const stalledMs = await until(() => see().flow === 'stalled', `${name}: stalled`);
      expectConserved(see());
      expect(see().orders.queued.count).toBeGreaterThan(0);

      await change(on);
      const mitigatedMs = await until(() => see().flow === 'ok', `${name}: mitigated`);
      expect(see()).toMatchObject({ mode, orders: { queued: { count: expect.any(Number) } } });
      expectConserved(see());

      await own.sandbox.clear();
      await change(off);
      const recoveredMs = await until(() => see().flow === 'ok', `${name}: live again`);
      await until(() => see().orders.queued.count <= 2, `${name}: queue drained`);
      expectConserved(see());
      const confirmedMs = await until(
        () => see().orders.unconfirmed.count === 0,
        `${name}: confirmed`,
        12_000,
      );
      expectConserved(see());
      console.log(
        `${name}: stalled after ${ms(stalledMs)}, ${mode} flows after ${ms(mitigatedMs)}, live after ${ms(recoveredMs)}, all confirmed after ${ms(confirmedMs)}`,
      );
      expect(Math.max(stalledMs, mitigatedMs, recoveredMs)).toBeLessThan(3_000);
    },
  );
});

const ms = (value: number): string => `${Math.round(value)} ms`;

describe('order-sync by itself', () => {
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  test('stalls while charges drift, recovers within 3 s of the end, and its log says why', async () => {
    await world.sandbox.inject(FAULTS[0][1]);
    await flows('stalled');
    const { body } = await world.orderSync.ask('/log', { token: world.operator });
    expect(body).toContain('schema mismatch at /amount');
    await world.sandbox.clear();
    expect(await flows('ok')).toBeLessThan(3_000);
    expectConserved(health());
  });

  test('in cached fallback it asks Lumenpay for no charge', async () => {
    await put('/config/fallback', { mode: 'cached' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = () =>
      world.sandbox.log('lumenpay').filter(({ path }) => path.startsWith('/v1/charges')).length;
    const before = asked();
    const processed = health().orders.processed.count;
    await until(() => health().orders.processed.count > processed + 3, 'orders go through');
    expect(asked()).toBe(before);
  });

  test('undoing the fallback while the fault is still on stalls again', async () => {
    await world.sandbox.inject(FAULTS[0][1]);
    await put('/config/fallback', { mode: 'cached' });
    await flows('ok');
    await put('/config/fallback', { mode: 'off' });
    await flows('stalled');
    expectConserved(health());
  });

  test('waits as long as Retry-After says', async () => {
    await world.sandbox.inject(fault('status', { status: 429, retryAfter: '2s', path: '/v1' }));
    await flows('stalled');
    const failed = () => health().window.failed;
    await until(() => failed() > 0, 'a request met the 429');
    await until(() => failed() === 0, 'the window has no new failure while it waits');
  });
});
