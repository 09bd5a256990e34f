import { expect, test } from 'vitest';
import { isOutdated } from '../../src/components/lib/outdated.ts';

const check = (subject: string) => ({ kind: 'check', subject });
const decided = { kind: 'decision', subject: 'confirmed' };

test('a decision stands until a check that it looks at is run again', () => {
  expect(isOutdated([check('live'), decided], 'confirmed', ['live'])).toBe(false);
  expect(isOutdated([check('live'), decided, check('fast')], 'confirmed', ['live'])).toBe(false);
  expect(isOutdated([check('live'), decided, check('live')], 'confirmed', ['live'])).toBe(true);
  expect(isOutdated([check('live'), decided, check('live'), decided], 'confirmed', ['live'])).toBe(false);
});

test('another decision, and an action of the name of a check, change nothing', () => {
  const others = [
    { kind: 'decision', subject: 'affected' },
    { kind: 'action', subject: 'live' },
  ];
  expect(isOutdated([check('live'), decided, ...others], 'confirmed', ['live'])).toBe(false);
});
