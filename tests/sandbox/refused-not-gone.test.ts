// An upstream that refuses everything with 429, its ping included, is not gone, and one that fails with 503 refuses nobody:
// each runbook knows its own failure, and sends the other to its runbook.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultOrder } from '../../runbook-runner/ports/sandbox.ts';
import { type Beside, fault, openBeside, until } from './world.ts';

let beside: Beside;
beforeEach(async () => {
  beside = await openBeside();
});
afterEach(() => beside.close());

const LUMENPAY = {
  scenario: 'too-many-requests',
  checks: [
    'lumenpay-charges-contract',
    'lumenpay-availability',
    'order-sync-within-quota',
    'order-sync-orders-flow',
  ],
};
const PARCELO = {
  scenario: 'labels-rate-limited',
  checks: [
    'parcelo-shipments-contract',
    'parcelo-availability',
    'order-sync-labels-within-quota',
    'order-sync-labels-flow',
  ],
};
const order = { environment: 'sandbox', actor: 'Ada' };
const stalled = (target: string): boolean => {
  const { flow, fulfilment } = beside.sandbox.orderSync.health();
  return (target === 'lumenpay' ? flow : fulfilment[target]?.flow) === 'stalled';
};
const REFUSES: FaultOrder['options'] = { status: 429, retryAfter: '30s', path: '/v1' };

test.each([
  ['lumenpay', LUMENPAY, fault('status', REFUSES), 'proceed', 'throttle'],
  ['lumenpay', LUMENPAY, fault('reset', { path: '/v1' }), 'escalate', 'scenarios/upstream-gone'],
  ['parcelo', PARCELO, fault('status', REFUSES), 'proceed', 'throttle'],
  ['parcelo', PARCELO, fault('reset', { path: '/v1' }), 'escalate', 'scenarios/labels-not-bought'],
] as const)('%s, runbook %o, while %o: %s to %s', async (...row) => {
  const [target, { scenario, checks }, broken, verdict, to] = row;
  await until(() => !stalled(target), 'orders flow before');
  await beside.sandbox.inject({ ...broken, target });
  await until(() => stalled(target), 'orders wait');
  for (const check of checks) await beside.runner.check({ ...order, check });
  expect(await beside.runner.decide({ ...order, scenario, decision: 'who' })).toMatchObject({ verdict, to });
});

test.each([
  ['lumenpay', LUMENPAY],
  ['parcelo', PARCELO],
] as const)('%s, runbook %o, while nobody is refused: the throttle can go', async (target, row) => {
  const { scenario, checks } = row;
  await until(() => !stalled(target), 'orders flow');
  for (const check of checks) await beside.runner.check({ ...order, check });
  const decided = await beside.runner.decide({ ...order, scenario, decision: 'who' });
  expect(decided).toMatchObject({ verdict: 'roll-back', to: 'restore' });
});

/** A 503 with Retry-After looks most like a refusal. */
const FAILS = fault('status', { status: 503, retryAfter: '30s', path: '/v1' });
const UNKNOWN = fault('status', { status: 401, path: '/v1' });
const CHARGES = ['lumenpay-charges-contract'];
const SHIPMENTS = ['parcelo-shipments-contract'];
const LABELS = ['parcelo-label-lifecycle'];

test.each([
  ['too-many-requests', 'refused', CHARGES, fault('status', REFUSES), 'proceed', 'ours'],
  ['too-many-requests', 'refused', CHARGES, FAILS, 'escalate', 'scenarios/partial-outage'],
  ['too-many-requests', 'refused', CHARGES, UNKNOWN, 'escalate', 'scenarios/credential-refused'],
  ['partial-outage', 'failing', CHARGES, fault('status', REFUSES), 'escalate', 'scenarios/too-many-requests'],
  ['partial-outage', 'failing', CHARGES, FAILS, 'proceed', 'part'],
  ['labels-rate-limited', 'refused', SHIPMENTS, fault('status', REFUSES), 'proceed', 'ours'],
  ['labels-rate-limited', 'refused', SHIPMENTS, FAILS, 'escalate', 'scenarios/labels-not-bought'],
  [
    'labels-not-bought',
    'failing',
    LABELS,
    fault('status', REFUSES),
    'escalate',
    'scenarios/labels-rate-limited',
  ],
  ['labels-not-bought', 'failing', LABELS, FAILS, 'proceed', 'part'],
] as const)('%s, %s by %o, while %o: %s to %s', async (...row) => {
  const [scenario, decision, checks, broken, verdict, to] = row;
  const target = scenario.startsWith('labels') ? 'parcelo' : 'lumenpay';
  await beside.sandbox.inject({ ...broken, target });
  for (const check of checks) await beside.runner.check({ ...order, check });
  expect(await beside.runner.decide({ ...order, scenario, decision })).toMatchObject({ verdict, to });
});
