// The runbook for a list in circles knows its own failure, and sends each look-alike to the page of its own.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Beside, fault, openBeside, until } from './world.ts';

const order = { environment: 'sandbox', actor: 'Ada' };
const scenario = 'tracking-numbers-missing';

let beside: Beside;
const health = () => beside.sandbox.orderSync.health();
const well = () => health().tracking.flow === 'ok' && health().fulfilment.parcelo?.flow === 'ok';
beforeAll(async () => {
  beside = await openBeside();
  await until(() => health().tracking.told > 0, 'numbers come', 15_000);
});
afterEach(async () => {
  await beside.sandbox.clear();
  await until(() => well() && health().tracking.list.last === 'complete', 'all is well again', 15_000);
});
afterAll(() => beside.close());

async function decided(decision: string, checks: readonly string[]) {
  for (const check of checks) await beside.runner.check({ ...order, check });
  const { verdict, to } = await beside.runner.decide({ ...order, scenario, decision });
  return [verdict, to];
}

const LOOPS = fault('pagination-loop', { path: '/v1/shipments', parameter: 'cursor' });
const NO_ORDERS = fault('partial-outage', { path: '/v1/shipments', method: 'POST' });
const NO_CURSOR = fault('schema-drift', {
  path: '/v1/shipments',
  changes: [{ change: 'remove', pointer: '/next_cursor' }],
});
const answering = (status: number) => fault('status', { status, path: '/v1/shipments' });

test.each([
  ['the list loops', LOOPS, 'proceed', 'harm'],
  ['nothing is wrong', undefined, 'roll-back', 'restore'],
  ['pages name no next one', NO_CURSOR, 'escalate', 'failure-modes/schema-drift'],
  ['429', answering(429), 'escalate', 'scenarios/labels-rate-limited'],
  ['503', answering(503), 'escalate', 'scenarios/labels-not-bought'],
  ['401', answering(401), 'escalate', 'failure-modes/credential-expired'],
  ['connections are cut', fault('reset', { path: '/v1' }), 'escalate', 'failure-modes'],
] as const)('circling, while %s', { timeout: 40_000 }, async (_what, broken, ...wanted) => {
  if (broken) await beside.sandbox.inject({ ...broken, target: 'parcelo' });
  expect(await decided('circling', ['parcelo-pages', 'parcelo-shipments-contract'])).toEqual(wanted);
});

const CONSUMER = ['order-sync-list-live', 'order-sync-numbers-flow', 'order-sync-labels-flow'];
const numbersStall = () => health().tracking.flow === 'stalled';
const labelsStall = () => health().fulfilment.parcelo?.flow === 'stalled';

test.each([
  ['numbers wait', LOOPS, numbersStall, 'proceed', 'each'],
  ['labels wait', NO_ORDERS, labelsStall, 'escalate', 'scenarios/labels-not-bought'],
  ['nobody is hurt', undefined, well, 'escalate', 'vendor'],
] as const)('who, while %s', { timeout: 40_000 }, async (what, broken, isSo, ...wanted) => {
  if (broken) await beside.sandbox.inject({ ...broken, target: 'parcelo' });
  await until(isSo, what, 15_000);
  expect(await decided('who', CONSUMER)).toEqual(wanted);
});
