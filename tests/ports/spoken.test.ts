import { describe, expect, test } from 'vitest';
import { percent, spoken } from '../../runbook-runner/ports/spoken.ts';

describe('a duration is said with its unit', () => {
  test.each([
    ['400ms', '400 ms'],
    ['15m', '15 min'],
    ['4h', '4 h'],
    ['P90D', '90 days'],
    ['P2W', '2 weeks'],
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
