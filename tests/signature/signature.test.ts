import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AssertionResult } from '../../runbook-runner/ports/result.ts';
import { fingerprint } from '../../runbook-runner/signature/fingerprint.ts';
import { type Mode, matchModes, type Signed } from '../../runbook-runner/signature/match.ts';

const mode = (id: string, ...signature: Mode['signature'][number][]): Mode => ({
  id,
  title: id,
  page: `/failure-modes/${id}/`,
  signature,
});

const failing = (assertion: string, code: string, where?: string): AssertionResult => ({
  assertion,
  code,
  where,
  outcome: 'fail',
  title: '',
  expected: null,
  actual: null,
});

const result = (assertions: AssertionResult[], more: Partial<Signed> & { status?: number } = {}): Signed => {
  const { status, ...rest } = more;
  const request = { method: 'GET', url: 'https://x', headers: [] };
  const response =
    status === undefined ? undefined : { status, headers: [], body: '', bodyBytes: 0, truncated: false };
  return { assertions, exchange: { request, response }, ...rest };
};

const modes = [
  mode('any-status', { assertion: 'status', reason: 'status' }),
  mode('rate-limited', { assertion: 'status', status: [429], reason: 'It answers 429.' }),
  mode('schema-drift', {
    assertion: 'contract',
    code: ['type-changed', 'missing', 'enum'],
    reason: 'The shape changed.',
  }),
  mode(
    'latency-spike',
    { assertion: 'latency', code: ['over-target'], reason: 'Slow.' },
    { problem: ['timeout'], reason: 'Too slow.' },
  ),
  mode(
    'certificate-expired',
    { problem: ['tls-expired'], reason: 'Expired.' },
    { assertion: 'certificate', code: ['expired'], reason: 'Ended.' },
  ),
  mode('empty', { reason: 'says nothing' }),
];
const ids = (one: Signed) => matchModes(one, modes).map((match) => match.failureMode);

describe('failure modes are told from results', () => {
  test.each<[string, Signed, string[]]>([
    ['a changed type', result([failing('contract', 'type-changed')], { status: 200 }), ['schema-drift']],
    [
      '429',
      result([failing('status', 'unexpected-status')], { status: 429 }),
      ['rate-limited', 'any-status'],
    ],
    ['503', result([failing('status', 'unexpected-status')], { status: 503 }), ['any-status']],
    ['slow', result([failing('latency', 'over-target')], { status: 200 }), ['latency-spike']],
    [
      'timed out',
      result([], { problem: { class: 'timeout', outcome: 'fail', message: '' } }),
      ['latency-spike'],
    ],
    [
      'expired',
      result([failing('certificate', 'expired')], {
        problem: { class: 'tls-expired', outcome: 'fail', message: '' },
      }),
      ['certificate-expired'],
    ],
    ['expiring', result([failing('certificate', 'expiring')]), []],
    ['undeclared status', result([failing('contract', 'undeclared-status')], { status: 200 }), []],
    [
      'nothing failed',
      result([{ ...failing('contract', 'type-changed'), outcome: 'pass' }], { status: 429 }),
      [],
    ],
  ])('%s', (_name, one, expected) => {
    expect(ids(one)).toEqual(expected);
  });

  test('assertion and code must be of the same assertion', () => {
    expect(ids(result([failing('contract', 'extra'), failing('body', 'type-changed')]))).toEqual([]);
  });

  test('the best matcher of a mode gives score and reason', () => {
    const problem = { class: 'tls-expired', outcome: 'fail', message: '' } as const;
    const [match] = matchModes(result([failing('certificate', 'expired')], { problem }), modes);
    expect(match).toEqual({
      failureMode: 'certificate-expired',
      title: 'certificate-expired',
      page: '/failure-modes/certificate-expired/',
      score: 0.5,
      reason: 'Ended.',
    });
  });

  test('equal scores keep the order that was given', () => {
    const twins = ['b', 'a'].map((id) => mode(id, { assertion: 'status', reason: id }));
    expect(matchModes(result([failing('status', 'x')]), twins).map((one) => one.failureMode)).toEqual([
      'b',
      'a',
    ]);
  });
});

describe('a fingerprint', () => {
  const drift = (where: string, url = 'https://x/1') => ({
    ...result([failing('contract', 'type-changed', where)], { status: 200 }),
    integration: 'lumenpay',
    check: 'charges',
    url,
  });

  test('is the same for the same failure, whatever the position, the order and the values', () => {
    const first = fingerprint(drift("$['items'][0]['amount']"));
    expect(first).toBe("lumenpay/charges - 200 contract:type-changed@$['items'][*]['amount']");
    expect(fingerprint(drift("$['items'][7]['amount']"))).toBe(first);
  });

  test('differs by what failed', () => {
    const all = [
      fingerprint(drift("$['amount']")),
      fingerprint(drift("$['id']")),
      fingerprint({ ...drift("$['amount']"), integration: 'parcelo' }),
      fingerprint(drift("$['amount']"), 'GET /v1/charges/{charge}'),
      fingerprint({ ...drift("$['amount']"), problem: { class: 'timeout', outcome: 'fail', message: '' } }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('does not exist when nothing failed', () => {
    expect(fingerprint({ ...result([]), integration: 'x', check: 'y' })).toBeUndefined();
  });
});

test('the browser can run it: types apart, it imports nothing but itself', () => {
  for (const file of ['match', 'fingerprint']) {
    const text = readFileSync(new URL(`../../runbook-runner/signature/${file}.ts`, import.meta.url), 'utf8');
    const loaded = [...text.matchAll(/^import (?!type ).*from '(.*)'/gm)].map(([, from]) => from);
    expect(loaded.filter((from) => !from?.startsWith('./'))).toEqual([]);
  }
});
