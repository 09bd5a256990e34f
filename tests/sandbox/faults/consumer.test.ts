import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FaultOrder } from '../../../runbook-runner/ports/sandbox.ts';
import type { Revision } from '../../../runbook-runner/sandbox/order-sync/settings.ts';
import { fault, openWorld, until, type World } from '../world.ts';
import { CONSUMER_CASES } from './consumer-cases.ts';

let world: World;
let first: Revision;
beforeAll(async () => {
  world = await openWorld();
  first = await inForce();
});
afterEach(async () => {
  await world.sandbox.clear();
  await rollBackTo(first.revision);
});
afterAll(() => world.close());

const operate = (path: string, method: 'GET' | 'PATCH' | 'POST' = 'GET', json?: unknown) =>
  world.orderSync.ask(path, { method, token: world.operator, json });
const inForce = async () => (await operate('/config')).body as Revision;
const rollBackTo = (revision: number) => operate('/config/rollback', 'POST', { revision });

const setting = (set: object, durationMs?: number): FaultOrder => ({
  ...fault('configuration', { set }, durationMs),
  target: 'order-sync',
});

test.each(CONSUMER_CASES)('$kind: at the end, when $name', async ({ set, meanwhile, leaves, adds }) => {
  const before = await inForce();
  await world.sandbox.inject(setting(set));
  expect(await inForce()).toMatchObject({ revision: before.revision + 1, config: set });
  if (meanwhile && 'patch' in meanwhile) await operate('/config', 'PATCH', meanwhile.patch);
  else if (meanwhile) await rollBackTo(before.revision);
  const during = await inForce();
  await world.sandbox.clear();
  const after = await inForce();
  expect(after.config).toEqual({ ...before.config, ...leaves });
  expect(after.revision).toBe(during.revision + adds);
});

test('it ends by itself', async () => {
  const before = await inForce();
  await world.sandbox.inject(setting({ versions: { lumenpay: '2026-09-01' } }, 200));
  expect(world.sandbox.status().faults).toHaveLength(1);
  await until(() => world.sandbox.status().faults.length === 0, 'the fault ended');
  await until(async () => (await inForce()).revision === before.revision + 2, 'the setting is back');
  expect((await inForce()).config).toEqual(before.config);
});

test.each([
  ['a setting that there cannot be', setting({ versions: { lumenpay: 5 } }), /status 422/],
  [
    'a fault of the traffic, aimed at a consumer',
    { ...fault('status', { status: 503 }), target: 'order-sync' },
    /exchange of "order-sync"/,
  ],
  [
    'a setting, aimed at an upstream',
    { ...setting({ a: 1 }), target: 'lumenpay' },
    /configuration of "lumenpay"/,
  ],
])('%s is refused, and nothing is on', async (_name, order, message) => {
  const before = await inForce();
  const refused = { code: 'invalid_request', message: expect.stringMatching(message) };
  await expect(world.sandbox.inject(order)).rejects.toMatchObject(refused);
  expect(world.sandbox.status().faults).toEqual([]);
  expect(await inForce()).toEqual(before);
});

test('two wrong settings at once are refused by name', async () => {
  await world.sandbox.inject(setting({ throttle: { requestsPerSecond: 1 } }));
  const second = { ...setting({ degraded: { mode: 'on' } }), id: 'second' };
  await expect(world.sandbox.inject(second)).rejects.toMatchObject({ code: 'fault_active' });
  expect((await inForce()).config.degraded.mode).toBe('off');
});

test('a rollback that is taken back after the end leaves nothing wrong behind the next clear', async () => {
  const before = await inForce();
  await world.sandbox.inject(setting({ versions: { lumenpay: '2026-09-01' } }));
  const wrong = await inForce();
  await rollBackTo(before.revision);
  await world.sandbox.clear();
  await rollBackTo(wrong.revision);
  expect((await inForce()).config).toEqual(wrong.config);
  await world.sandbox.clear();
  expect((await inForce()).config).toEqual(before.config);
  await rollBackTo(wrong.revision);
  // Who clears by name hears that it was put back, and that another fault is none of this.
  const { id } = setting({});
  await expect(world.sandbox.clear('another')).rejects.toMatchObject({ code: 'fault_not_active' });
  expect((await inForce()).config).toEqual(wrong.config);
  expect(await world.sandbox.clear(id)).toMatchObject([{ fault: id }]);
  expect((await inForce()).config).toEqual(before.config);
  await expect(world.sandbox.clear(id)).rejects.toMatchObject({ code: 'fault_not_active' });
  expect(await world.sandbox.clear()).toEqual([]);
});
