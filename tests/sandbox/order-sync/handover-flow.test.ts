import { expect, test } from 'vitest';
import { HandoverFlow } from '../../../runbook-runner/sandbox/order-sync/handover-flow.ts';

test('orders that were refused stand still for as long as the pause lasts, until one goes on', () => {
  const flow = new HandoverFlow();
  flow.rested(0);
  flow.record(true, 0, 900);
  for (const at of [1_000, 1_100]) flow.record(false, at, at);
  expect(flow.state(1_200, 2)).toBe('stalled');
  // The failures are older than the window, and the last order that went on is younger than the patience.
  expect(flow.state(3_500, 2)).toBe('stalled');
  flow.record(true, 31_000, 31_100);
  expect(flow.state(31_200, 1)).toBe('ok');
});

test('one failure among many is no standstill', () => {
  const flow = new HandoverFlow();
  flow.rested(0);
  for (const at of [100, 200, 300]) flow.record(true, at, at);
  flow.record(false, 400, 400);
  expect(flow.state(2_900, 1)).toBe('ok');
});

test('with nothing left to hand over, what failed before is forgotten', () => {
  const flow = new HandoverFlow();
  flow.record(false, 100, 100);
  expect(flow.state(2_500, 0)).toBe('ok');
  flow.rested(3_000);
  expect(flow.state(3_100, 1)).toBe('ok');
});
