import { describe, expect, test } from 'vitest';
import { evaluateBody } from '../../../runbook-runner/checks/assertions/body.ts';
import { BodyExpectation } from '../../../runbook-runner/checks/assertions/body-schema.ts';
import { evaluateHeaders } from '../../../runbook-runner/checks/assertions/headers.ts';
import { HeadersExpectation } from '../../../runbook-runner/checks/assertions/headers-schema.ts';
import { evaluateStatus } from '../../../runbook-runner/checks/assertions/status.ts';
import { StatusExpectation } from '../../../runbook-runner/checks/assertions/status-schema.ts';
import { evaluateToken, TokenExpectation } from '../../../runbook-runner/checks/assertions/token.ts';
import type { AssertionResult } from '../../../runbook-runner/ports/result.ts';

const glance = (results: readonly AssertionResult[]) =>
  results.map(({ outcome, code, where }) => [outcome, code, where].filter(Boolean).join(' '));

function body(expectation: unknown, text: string | Uint8Array): string[] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const response = { status: 200, headers: [], body: bytes, phases: { reused: false, totalMs: 1 } };
  return glance(evaluateBody(BodyExpectation.parse([expectation]), response));
}

describe('body', () => {
  const text = '{"status":"succeeded","n":1,"x":null,"items":[{"id":"a"},{"id":"b"}]}';

  test.each([
    [{ path: '$.status', equals: 'succeeded' }, "pass $['status']"],
    [{ path: '$.status', equals: 'failed' }, "fail not-equal $['status']"],
    [{ path: '$.n', equals: '1' }, "fail type-changed $['n']"],
    [{ path: '$.n', equals: 1.5 }, "fail not-equal $['n']"],
    [{ path: '$.x', equals: null }, "pass $['x']"],
    [{ path: '$.none', equals: null }, 'fail missing $.none'],
    [{ path: '$.items[*].id', equals: 'a' }, "fail not-equal $['items'][1]['id']"],
    [{ path: '$.items[0]', equals: { id: 'a' } }, "pass $['items'][0]"],
    [{ path: "$.items[?@.id=='b'].id", equals: 'b' }, "pass $['items'][1]['id']"],
    [{ path: '$.status', matches: '^succ' }, "pass $['status']"],
    [{ path: '$.status', matches: '^fail' }, "fail no-match $['status']"],
    [{ path: '$.n', matches: '1' }, "fail type-changed $['n']"],
    [{ path: '$.status', exists: true }, "pass $['status']"],
    [{ path: '$.error', exists: true }, 'fail missing $.error'],
    [{ path: '$.error', exists: false }, 'pass $.error'],
    [{ path: '$.status', exists: false }, "fail present $['status']"],
    [{ text: { contains: 'succeeded' } }, 'pass text'],
    [{ text: { matches: '"n":[0-9]' } }, 'pass text'],
    [{ text: { contains: 'nothing' } }, 'fail no-match text'],
    [{ size: { max: 10 } }, 'fail too-large size'],
    [{ size: { min: 1000 } }, 'fail too-small size'],
    [{ size: { min: 1, max: 100 } }, 'pass size'],
  ])('%j → %s', (expectation, expected) => {
    expect(body(expectation, text)).toEqual([expected]);
  });

  test.each([
    ['cut off', '{"status":', 'not-json'],
    ['empty', '', 'empty-body'],
    ['a page', '<html>', 'not-json'],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'invalid-encoding'],
    ['too deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'too-deep'],
    ['of a number beyond all', '{"n":[-1e999]}', 'not-json'],
    ['of a number that grows beyond all', `[${'1'.repeat(290)}e50]`, 'not-json'],
  ])('a body that is %s is not JSON', (_name, bytes, code) => {
    expect(body({ path: '$.status', exists: false }, bytes)).toEqual([`fail ${code} $.status`]);
  });

  test('a large number, or what looks like one in a string, is JSON', () => {
    const text = `{"n": 1e300, "s": "1e999 ${'1'.repeat(400)}"}`;
    expect(body({ path: '$.n', type: 'number' }, text)).toEqual(["pass $['n']"]);
  });

  test('brackets in a string are no nesting', () => {
    expect(
      body({ path: '$', equals: `\\"${'['.repeat(999)}` }, JSON.stringify(`\\"${'['.repeat(999)}`)),
    ).toEqual(['pass $']);
  });

  test('^(a+)+$ on a long body takes linear time', () => {
    const started = performance.now();
    const long = `${'a'.repeat(1_000_000)}!`;
    expect(body({ text: { matches: '^(a+)+$' } }, long)).toEqual(['fail no-match text']);
    expect(body({ path: '$', matches: '^(a+)+$' }, JSON.stringify(long))).toEqual(['fail no-match $']);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each([
    { path: '$.a', equals: 1, matches: 'x' },
    { path: 'a.b', equals: 1 },
    { path: '$..[', exists: true },
    { path: "$[?match(@.a, '(a+)+')]", exists: true },
    { path: "$[?search(@.a, 'x')]", exists: true },
    { path: '$.a', matches: '(' },
    { path: '$.a', matches: '(?=look)' },
    { path: '$.a' },
    {},
  ])('%j is refused when the playbook is read', (expectation) => {
    expect(BodyExpectation.safeParse([expectation]).success).toBe(false);
  });
});

describe('status', () => {
  test.each([
    [200, 200, 'pass'],
    [200, 201, 'fail unexpected-status'],
    [[200, 404], 404, 'pass'],
    ['2xx', 204, 'pass'],
    ['2xx', 304, 'fail unexpected-status'],
  ])('%j against %i: %s', (expectation, status, expected) => {
    expect(glance([evaluateStatus(StatusExpectation.parse(expectation), status)])).toEqual([expected]);
  });

  test('a redirect says where it pointed', () => {
    expect(evaluateStatus(200, 302, 'http://169.254.169.254/').detail).toContain('http://169.254.169.254/');
  });
});

describe('headers', () => {
  const fields = [
    ['content-type', 'application/json'],
    ['vary', 'a'],
    ['vary', 'b'],
    ['location', '/1'],
    ['location', '/2'],
  ] as const;

  test.each([
    [{ 'content-type': { matches: '^application/json' } }, 'pass content-type'],
    [{ vary: { equals: 'a, b' } }, 'pass vary'],
    [{ vary: { equals: 'a' } }, 'fail not-equal vary'],
    [{ location: { matches: '/1' } }, 'fail duplicate location'],
    [{ etag: { exists: true } }, 'fail missing etag'],
    [{ server: { exists: false } }, 'pass server'],
    [{ vary: { exists: false } }, 'fail present vary'],
    [{ 'content-type': { matches: 'xml' } }, 'fail no-match content-type'],
  ])('%j: %s', (expectation, expected) => {
    expect(glance(evaluateHeaders(HeadersExpectation.parse(expectation), fields))).toEqual([expected]);
  });
});

describe('token', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  test.each([
    [{ validFor: '5m' }, 600, ['pass grant', 'pass validFor']],
    [{ validFor: '5m' }, 299, ['pass grant', 'fail expiring validFor']],
    [{ validFor: '5m' }, -1, ['pass grant', 'fail expired validFor']],
    [{}, -1, ['pass grant', 'fail expired validFor']],
    [{ scopes: ['a'] }, 600, ['pass grant', 'pass validFor', 'pass scope a']],
    [{ scopes: ['b'] }, 600, ['pass grant', 'pass validFor', 'fail scope-missing scope b']],
  ])('%j with %i s left', (expectation, seconds, expected) => {
    const grant = { headers: [], expiresAt: inSeconds(seconds), scopes: ['a'] };
    const seen = { grant: { ...grant, proven: true }, now, aheadMs: undefined };
    expect(glance(evaluateToken(TokenExpectation.parse(expectation), seen))).toEqual(expected);
  });
});
