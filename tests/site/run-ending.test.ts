import { expect, test } from 'vitest';
import { afterwardsOf, holdingOf } from '../../src/components/lib/run-ending.ts';

const check = (subject: string, status: string) => ({ kind: 'check', subject, status });

test('a check counts as it ended when it was last run', () => {
  const records = [check('live', 'fail'), check('fast', 'pass'), check('live', 'pass')];
  expect(afterwardsOf(records, ['live', 'fast'])).toBe('All that shows the state afterwards has passed.');
  expect(afterwardsOf([...records, check('live', 'fail')], ['live', 'fast'])).toContain('1 of 2 passed');
});

test('what was never run has not passed, and an action of the same name is no check', () => {
  expect(afterwardsOf([], ['live'])).toContain('0 of 1 passed');
  expect(afterwardsOf([{ kind: 'action', subject: 'live', status: 'pass' }], ['live'])).toContain('0 of 1');
});

test('a runbook whose end no check shows says nothing of it', () => {
  expect(afterwardsOf([check('live', 'pass')], [])).toBeUndefined();
});

test('changes that hold are those of this run', () => {
  const records = [{ run: 'r-1' }, { run: 'r-2' }];
  expect(holdingOf(records, [{ run: 'r-2' }, { run: 'r-9' }])).toBe('Still on: 1 change of this run');
  expect(holdingOf(records, [{ run: 'r-1' }, { run: 'r-2' }])).toBe('Still on: 2 changes of this run');
  expect(holdingOf(records, [{ run: 'r-9' }])).toBeUndefined();
});
