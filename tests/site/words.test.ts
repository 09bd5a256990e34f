import { describe, expect, test } from 'vitest';
import type { CheckDefinition } from '../../runbook-runner/playbook/playbook.ts';
import { conditionOf, matcherWords } from '../../src/lib/words.ts';

const duration = (text: string, ms: number) => ({ text, ms });

describe('a condition of a decision', () => {
  const checks = new Map([['c', { title: 'Charges match' } as CheckDefinition]]);
  test.each([
    [{ on: 'verdict', check: 'c', is: 'error' }, '“Charges match” ends in an error'],
    [
      { on: 'assertion', check: 'c', assertion: 'contract', is: 'fail' },
      'the contract part of “Charges match” fails',
    ],
    [{ on: 'status', check: 'c', is: [401, 403] }, '“Charges match” gets status 401 or status 403'],
    [{ on: 'status', check: 'c', is: ['5xx'] }, '“Charges match” gets a status of 500 to 599'],
    [
      { on: 'latency', check: 'c', percentile: 'p95', above: duration('1s', 1000) },
      'p95 of “Charges match” is above 1 s',
    ],
    [{ on: 'error-rate', check: 'unknown', above: 0.5 }, 'more than 50 % of the requests of “unknown” fail'],
  ] as const)('%j', (condition, said) => {
    expect(conditionOf(condition, { checks })).toBe(said);
  });
});

test('a signature is read by eye, with its codes', () => {
  expect(matcherWords({ assertion: 'contract', code: ['missing', 'enum'], status: [200], reason: '' })).toBe(
    'The contract part of a check fails, with the code `missing` or `enum`, the status is `200`',
  );
  expect(matcherWords({ problem: ['timeout'], reason: '' })).toBe('The connection fails with `timeout`');
  const matcher = {
    ...{ status: ['4xx' as const], header: { 'retry-after': true }, reason: '' },
    ...{ allOf: [{ problemType: ['urn:quota'] }], noneOf: [{ status: [401] }] },
  };
  expect(matcherWords(matcher)).toBe(
    'The status is `4xx`, the header `retry-after` is there, and the body names the problem `urn:quota`, but not when the status is `401`',
  );
});
