import { describe, expect, test } from 'vitest';
import { Matcher } from '../../runbook-runner/playbook/schema/failure-mode.ts';
import { matchModes } from '../../runbook-runner/signature/match.ts';
import { failing, problem, type Red, result } from './support/results.ts';

const PROBLEM = 'application/problem+json; charset=utf-8';
const typed = (body: string, type = PROBLEM) =>
  result([failing('status', 'unexpected-status')], { status: 403, body, headers: [['content-type', type]] });

/** The score of the matcher; undefined when it doesn't fit. It passes the schema first, as it does in a page. */
function scoreOf(matcher: object, seen: Red): number | undefined {
  const signature = [Matcher.parse({ reason: 'r', ...matcher })];
  return matchModes(seen, [{ id: 'm', title: 'M', page: '/m/', signature, staysGreen: [] }])[0]?.score;
}

const drift = result([
  failing('contract', 'type-changed', "$['items'][3]['amount']"),
  failing('body', 'missing'),
]);
const late = result([], { problem: problem('timeout', 'first-byte') });
const limited = result([failing('status', 'unexpected-status')], {
  status: 429,
  headers: [['retry-after', '1']],
});

describe('what a matcher can look at', () => {
  test.each<[string, object, Red, boolean]>([
    ['the place of a drift, at any position', { where: ["$['items'][*]['amount']"] }, drift, true],
    ['another place', { where: ["$['items'][*]['total']"] }, drift, false],
    ['everything below a place', { where: ["$['items'][*]*"] }, drift, true],
    ['place and code of one assertion', { code: ['missing'], where: ["$['items']*"] }, drift, false],
    ['the phase of a problem', { problem: ['timeout'], phase: ['first-byte', 'body'] }, late, true],
    ['another phase', { problem: ['timeout'], phase: ['tcp'] }, late, false],
    ['a phase without a problem', { phase: ['tcp'] }, limited, false],
    ['a class of statuses', { status: ['4xx'] }, limited, true],
    ['another class', { status: ['5xx'] }, limited, false],
    ['a class, or one status', { status: ['5xx', 429] }, limited, true],
    ['a status when nothing answered', { status: ['4xx'] }, late, false],
    ['a header that is there', { header: { 'retry-after': true } }, limited, true],
    ['a header that must be absent', { header: { 'retry-after': false } }, limited, false],
    ['an absent header when nothing answered', { header: { 'retry-after': false } }, late, false],
    ['the type of a problem document', { problemType: ['urn:scope'] }, typed('{"type":"urn:scope"}'), true],
    ['another type', { problemType: ['urn:other'] }, typed('{"type":"urn:scope"}'), false],
    ['no type, which is about:blank', { problemType: ['about:blank'] }, typed('{"title":"No"}'), true],
    [
      'a type in plain JSON',
      { problemType: ['urn:x'] },
      typed('{"type":"urn:x"}', 'application/json'),
      false,
    ],
    ['a cut document', { problemType: ['urn:x'] }, typed('{"type":"urn:x"'), false],
    ['two assertions', { allOf: [{ assertion: 'contract' }, { assertion: 'body' }] }, drift, true],
    ['one of two assertions', { allOf: [{ assertion: 'contract' }, { assertion: 'latency' }] }, drift, false],
    ['what is excluded', { status: [429], noneOf: [{ header: { 'retry-after': true } }] }, limited, false],
    [
      'what is not excluded',
      { status: [429], noneOf: [{ status: ['5xx'] }, { phase: ['tcp'] }] },
      limited,
      true,
    ],
  ])('%s', (_name, matcher, seen, fits) => {
    expect(scoreOf(matcher, seen) !== undefined).toBe(fits);
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['an unknown field', { statuses: [429] }],
    ['a status that none can be', { status: [42] }],
    ['a class that does not exist', { status: ['6xx'] }],
    ['an empty list', { code: [] }],
    ['no header', { header: {} }],
    ['a header in capitals', { header: { 'Retry-After': true } }],
    ['an empty exclusion', { status: [429], noneOf: [{}] }],
    ['an exclusion alone', { noneOf: [{ status: [429] }] }],
    ['a nested exclusion', { status: [429], noneOf: [{ status: [429], noneOf: [{ status: [429] }] }] }],
  ])('the schema refuses %s', (_name, matcher) => {
    expect(Matcher.safeParse({ reason: 'r', ...matcher }).success).toBe(false);
  });
});

describe('the score', () => {
  test.each<[object, number]>([
    [{ status: [429] }, 1 - 2 ** -1],
    [{ status: [429, 503] }, 1 - 2 ** -0.9],
    [{ status: ['4xx'] }, 1 - 2 ** -0.6],
    [{ status: [429], header: { 'retry-after': true } }, 1 - 2 ** -2],
    [{ status: [429], allOf: [{ assertion: 'status', code: ['unexpected-status'] }] }, 1 - 2 ** -3],
    [{ status: [429], noneOf: [{ status: [503] }] }, 1 - 2 ** -1],
  ])('of %j', (matcher, score) => {
    expect(scoreOf(matcher, limited)).toBeCloseTo(score, 10);
  });
});
