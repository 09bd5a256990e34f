import { describe, expect, test } from 'vitest';
import { type Mode, matchModes } from '../../runbook-runner/signature/match.ts';
import { failing, type Red, result } from './support/results.ts';

const mode = (id: string, ...signature: Mode['signature'][number][]): Mode => ({
  id,
  title: id,
  page: `/failure-modes/${id}/`,
  signature,
  staysGreen: [],
});

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
const ids = (one: Red) => matchModes(one, modes).map((match) => match.failureMode);

describe('failure modes are told from results', () => {
  test.each<[string, Red, string[]]>([
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
      score: 0.75,
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

  test('one under which the check stays green is told only where no other fits', () => {
    const seen = result([], { problem: { class: 'timeout', outcome: 'fail', message: '' } });
    const slow = {
      ...mode('slow', { problem: ['timeout'], allOf: [{ problem: ['timeout'] }], reason: 'Late.' }),
      staysGreen: [seen.check],
    };
    const dead = mode('dead', { problem: ['timeout'], reason: 'Dead.' });
    const found = (...all: Mode[]) => matchModes(seen, all).map((match) => match.failureMode);
    expect(found(slow, dead)).toEqual(['dead']);
    expect(found(slow)).toEqual(['slow']);
    expect(found({ ...slow, staysGreen: ['another'] }, dead)).toEqual(['slow', 'dead']);
  });
});
