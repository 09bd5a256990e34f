// When an order that keeps failing is its own trouble, and when it is its upstream's.
import { expect, test } from 'vitest';
import { Backlog, type Waiting } from '../../../runbook-runner/sandbox/order-sync/backlog.ts';
import { type Failure, failure } from '../../../runbook-runner/sandbox/order-sync/connection.ts';
import type { Order } from '../../../runbook-runner/sandbox/order-sync/order.ts';
import { sentenceOn } from '../../../runbook-runner/sandbox/order-sync/sentence.ts';

const order: Order = { id: 'ord_00000001', charge: 'ch_demo0001', acceptedAt: '', amount: 100 };

/** The order after failures of these kinds, a second apart from 1,000 on. */
function after(...kinds: readonly Failure['kind'][]): Waiting {
  const backlog = new Backlog();
  backlog.add(order);
  return kinds.reduce<Waiting | undefined>((_before, kind, at) => {
    backlog.take(Number.POSITIVE_INFINITY, 1);
    return backlog.putBack(order, 1_000 * (at + 1), kind);
  }, undefined) as Waiting;
}
const schema = failure('schema', 'schema mismatch', '');
const times = (count: number, kind: Failure['kind']) => Array.from({ length: count }, () => kind);

test.each([
  ['others passed between its last two attempts', times(5, 'schema'), 4_500, 'quarantine'],
  ['none passed but one as its attempts began', times(5, 'schema'), 1_200, undefined],
  ['it failed four times', times(4, 'schema'), 3_500, undefined],
  ['it timed out four times and does not fit once', [...times(4, 'timeout'), 'schema'], 4_500, undefined],
  ['it timed out once and does not fit five times', ['timeout', ...times(5, 'schema')], 5_500, 'quarantine'],
] as const)('where %s', (_what, kinds, settledMs, sentence) => {
  expect(sentenceOn(schema, after(...(kinds as Failure['kind'][])), settledMs)).toBe(sentence);
});

test('a record that is unfit is set aside at once, and a refusal for good is rejected', () => {
  expect(sentenceOn(failure('unfit', 'unknown fields', ''), after('unfit'), 0)).toBe('quarantine');
  const refused = failure('refused', 'charge-refunded', '');
  expect(sentenceOn(refused, after(...times(5, 'refused')), 4_500)).toBe('reject');
});
