import { describe, expect, test } from 'vitest';
import { counted, percent, spoken } from '../../runbook-runner/ports/spoken.ts';

describe('a duration is said with its unit', () => {
  test.each([
    ['400ms', '400 ms'],
    ['15m', '15 min'],
    ['4h', '4 h'],
    ['P90D', '90 days'],
    ['P2W', '2 weeks'],
    ['1d', '1 day'],
    ['P1W', '1 week'],
    ['soon', 'soon'],
  ])('%s → %s', (text, said) => {
    expect(spoken({ text })).toBe(said);
  });
});

test.each([
  [0.05, '5 %'],
  [0.0025, '0.3 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, said) => {
  expect(percent(share)).toBe(said);
});

test.each([
  [0, '0 hints'],
  [1, '1 hint'],
  [0.9, '0.9 hints'],
  [2, '2 hints'],
])('of %d it is said %s', (count, said) => {
  expect(counted(count, 'hint')).toBe(said);
});

test('a word that takes no s has both forms', () => {
  expect([1, 2].map((count) => counted(count, 'page executes', 'pages execute'))).toEqual([
    '1 page executes',
    '2 pages execute',
  ]);
});
