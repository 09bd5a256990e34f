import { describe, expect, test } from 'vitest';
import type { CheckDefinition } from '../../runbook-runner/playbook/playbook.ts';
import { probeLine, promises } from '../../src/lib/promises.ts';
import { percent, spoken } from '../../src/lib/spoken.ts';
import { conditionWords, matcherWords } from '../../src/lib/words.ts';

const duration = (text: string, ms: number) => ({ text, ms });

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

describe('a check says what it promises', () => {
  test('an http check: status, headers, body, contract, latency, in this order', () => {
    const probe = {
      request: { method: 'GET', path: '/v1/charges/{charge}' },
      expect: {
        status: [200, 304],
        headers: { 'content-type': { matches: '^application/json' }, etag: { exists: true } },
        body: [
          { path: '$.status', equals: 'succeeded' },
          { path: '$.amount', exists: false },
          { text: { contains: 'ok' } },
          { size: { min: 1, max: 20 } },
        ],
        contract: { openapi: 'contracts/x.yaml', operation: 'getCharge' },
        latency: { p95: duration('400ms', 400), errorRate: 0.05, samples: 20 },
      },
    };
    expect(promises({ kind: 'http', probe })).toEqual([
      'status is `200` or `304`',
      '`content-type` matches `^application/json`',
      '`etag` is there',
      '`$.status` is `succeeded`',
      '`$.amount` is absent',
      'the body contains `ok`',
      'the body has 1 to 20 bytes',
      'the response keeps the contract of `getCharge`',
      'p95 is at most 400 ms over 20 requests',
      'at most 5 % of them fail',
    ]);
    expect(probeLine({ kind: 'http', probe })).toBe('GET /v1/charges/{charge}');
  });

  test('a certificate check', () => {
    const probe = { expect: { daysLeft: duration('14d', 1), protocol: 'TLSv1.2' } };
    expect(promises({ kind: 'tls', probe })).toEqual([
      'the certificate is trusted for this host',
      'it is valid for 14 days or longer',
      'the protocol is `TLSv1.2` or newer',
    ]);
    expect(probeLine({ kind: 'tls', probe })).toBe('TLS handshake');
  });

  test('a credential check without scopes says nothing of scopes', () => {
    const probe = { expect: { validFor: duration('5m', 1), scopes: [] } };
    expect(promises({ kind: 'credential', probe })).toEqual([
      'the credential is accepted',
      'the token holds for 5 min or longer',
    ]);
  });

  test('a kind that the site has no words for promises nothing that it might not keep', () => {
    expect(promises({ kind: 'dns', probe: { expect: { status: 200 } } })).toEqual([]);
  });
});

describe('a condition of a decision', () => {
  const checks = new Map([['c', { title: 'Charges match' } as CheckDefinition]]);
  test.each([
    [{ on: 'verdict', check: 'c', is: 'error' }, '“Charges match” ends in an error'],
    [
      { on: 'assertion', check: 'c', assertion: 'contract', is: 'fail' },
      'the contract part of “Charges match” fails',
    ],
    [
      { on: 'latency', check: 'c', percentile: 'p95', above: duration('1s', 1000) },
      'p95 of “Charges match” is above 1 s',
    ],
    [{ on: 'error-rate', check: 'unknown', above: 0.5 }, 'more than 50 % of the requests of “unknown” fail'],
  ] as const)('%j', (condition, said) => {
    expect(conditionWords(condition, { checks })).toBe(said);
  });
});

test('a signature is read by eye, with its codes', () => {
  expect(matcherWords({ assertion: 'contract', code: ['missing', 'enum'], status: [200], reason: '' })).toBe(
    'The contract part of a check fails, with the code `missing` or `enum`, the status is `200`',
  );
  expect(matcherWords({ problem: ['timeout'], reason: '' })).toBe('The connection fails with `timeout`');
});
