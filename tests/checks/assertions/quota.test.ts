import { describe, expect, test } from 'vitest';
import { quotaAssertion } from '../../../runbook-runner/checks/assertions/quota.ts';
import { observeQuota, resetMs } from '../../../runbook-runner/checks/assertions/quota-fields.ts';
import { QuotaExpectation } from '../../../runbook-runner/checks/assertions/quota-schema.ts';
import { headroomOf } from '../../../runbook-runner/ports/headroom.ts';

const NOW = new Date('2026-11-27T03:00:00Z');
const EPOCH = NOW.getTime() / 1000;

type Headers = readonly (readonly [string, string])[];
/** `name: value`, one a line. */
const headers = (text: string): Headers =>
  text
    .split('\n')
    .map((line) => /^([^:]+):\s*(.*)$/.exec(line.trim()))
    .flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? ''] as const] : []));
const answer = (text: string, status = 200) => ({
  response: { status, headers: headers(text), body: new Uint8Array() },
  now: NOW,
  contracts: new Map(),
});

/** `policy unit remaining/limit resets window`, tightest first. */
async function observed(text: string): Promise<string[]> {
  const { quota } = await observeQuota(answer(text));
  const seconds = (ms: number | undefined) => (ms === undefined ? '-' : `${ms / 1000}s`);
  const limits = (quota?.limits ?? []).map((one) =>
    [
      one.policy ?? '-',
      one.unit,
      `${one.remaining}/${one.limit ?? '-'}`,
      seconds(one.resetsInMs),
      seconds(one.windowMs),
    ].join(' '),
  );
  return quota?.retryAfterMs === undefined ? limits : [...limits, `retry ${quota.retryAfterMs / 1000}s`];
}

describe('the quota is read from every form in use', () => {
  test.each([
    ['the current draft', 'ratelimit: "default";r=50;t=30', ['default requests 50/- 30s -']],
    [
      'with its policies',
      'ratelimit-policy: "burst";q=100;w=60, "daily";q=1000;w=86400\nratelimit: "burst";r=90;t=30, "daily";r=10;t=400',
      ['daily requests 10/1000 400s 86400s', 'burst requests 90/100 30s 60s'],
    ],
    [
      'split over several fields',
      'ratelimit-policy: "a";q=10\nratelimit-policy: "b";q=20\nratelimit: "a";r=9\nratelimit: "b";r=2',
      ['b requests 2/20 - -', 'a requests 9/10 - -'],
    ],
    [
      'another unit, by its partition',
      'ratelimit-policy: "p";q=9;pk=:QQ==:, "p";q=65535;qu="content-bytes";w=10;pk=:Qg==:\nratelimit: "p";r=100;pk=:Qg==:',
      ['p content-bytes 100/65535 - 10s'],
    ],
    [
      'the dictionary of draft 07',
      'ratelimit-policy: 100;w=60\nratelimit: limit=100, remaining=7, reset=5',
      ['- requests 7/100 5s 60s'],
    ],
    [
      'three fields',
      'ratelimit-limit: 100\nratelimit-remaining: 42\nratelimit-reset: 50',
      ['- requests 42/100 50s -'],
    ],
    [
      'three fields with policies',
      'ratelimit-limit: 10, 10;w=1, 1000;w=3600\nratelimit-remaining: 4\nratelimit-reset: 1',
      ['- requests 4/10 1s 1s'],
    ],
    [
      'X- with a delta',
      'x-ratelimit-limit: 60\nx-ratelimit-remaining: 12\nx-ratelimit-reset: 45',
      ['- requests 12/60 45s -'],
    ],
    [
      'X- with an epoch',
      `x-ratelimit-limit: 60\nx-ratelimit-remaining: 12\nx-ratelimit-reset: ${EPOCH + 90}`,
      ['- requests 12/60 90s -'],
    ],
    [
      'X- with milliseconds',
      `x-ratelimit-remaining: 12\nx-ratelimit-reset: ${(EPOCH + 9) * 1000}`,
      ['- requests 12/- 9s -'],
    ],
    [
      'an epoch by the clock of the sender, which is an hour off',
      `date: Fri, 27 Nov 2026 04:00:00 GMT\nx-ratelimit-remaining: 1\nx-ratelimit-reset: ${EPOCH + 3600 + 20}`,
      ['- requests 1/- 20s -'],
    ],
    ['X-Rate-Limit', 'x-rate-limit-limit: 5\nx-rate-limit-remaining: 5', ['- requests 5/5 - -']],
    [
      'several of them',
      'x-ratelimit-limit-requests: 60\nx-ratelimit-remaining-requests: 59\nx-ratelimit-reset-requests: 1s\nx-ratelimit-limit-tokens: 1000\nx-ratelimit-remaining-tokens: 10\nx-ratelimit-reset-tokens: 6m0s',
      ['tokens tokens 10/1000 360s -', 'requests requests 59/60 1s -'],
    ],
    [
      'a gateway and a server that both tell',
      'x-ratelimit-remaining: 90\nx-ratelimit-limit: 100\nx-ratelimit-remaining: 5\nx-ratelimit-limit: 10',
      ['- requests 5/10 - -', '- requests 90/100 - -'],
    ],
    [
      'a figure a window',
      'x-ratelimit-limit: 1, 15000\nx-ratelimit-remaining: 1, 1000\nx-ratelimit-reset: 1, 1419704',
      ['- requests 1000/15000 1419704s -', '- requests 1/1 1s -'],
    ],
    [
      'a limit that may be a thousand or two figures',
      'x-ratelimit-limit: 1,000\nx-ratelimit-remaining: 5',
      ['- requests 5/- - -'],
    ],
    ['what is left in such a form', 'x-ratelimit-limit: 9000\nx-ratelimit-remaining: 8,500', []],
    ['Retry-After in seconds', 'retry-after: 120', ['retry 120s']],
    ['Retry-After as a date', 'retry-after: Fri, 27 Nov 2026 03:02:00 GMT', ['retry 120s']],
    ['a better form beside a worse', 'ratelimit: "d";r=1\nx-ratelimit-remaining: 9', ['d requests 1/- - -']],
    ['a malformed one beside a good one', 'ratelimit: ;;\nx-ratelimit-remaining: 9', ['- requests 9/- - -']],
    ['nothing', 'content-type: text/plain', []],
    ['nothing that is a number', 'x-ratelimit-remaining: plenty', []],
  ])('%s', async (_name, text, expected) => {
    expect(await observed(text)).toEqual(expected);
  });
});

test.each([
  ['2026-11-27T03:01:00Z', 60_000],
  ['Friday, 27-Nov-26 03:01:00 GMT', 60_000],
  ['Fri Nov 27 03:01:00 2026', 60_000],
  ['1.5', 1500],
  ['20ms', 20],
  ['1', 1000],
  ['Fri, 27 Nov 2026 02:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
])('a reset told as %s', (text, expected) => {
  expect(resetMs(text, NOW.getTime())).toBe(expected);
});

async function judged(expectation: object, text: string): Promise<string[]> {
  const results = await quotaAssertion.evaluate(QuotaExpectation.parse(expectation), answer(text));
  return results.map(({ outcome, code, where }) => [outcome, code, where].filter(Boolean).join(' '));
}

describe('the headroom is held to its least', () => {
  const policies = 'ratelimit-policy: "a";q=100;w=60, "b";q=1000;w=3600\n';
  test.each([
    [{ remaining: 10 }, `${policies}ratelimit: "a";r=50, "b";r=900`, ['pass remaining']],
    [{ remaining: 51 }, `${policies}ratelimit: "a";r=50, "b";r=900`, ['fail low-headroom remaining']],
    [{ share: 0.5 }, `${policies}ratelimit: "a";r=50, "b";r=900`, ['pass share']],
    [{ share: 0.51 }, `${policies}ratelimit: "a";r=50, "b";r=900`, ['fail low-headroom share']],
    [{ share: 0.5 }, `${policies}ratelimit: "a";r=50, "b";r=900, "c";r=1`, ['error share']],
    [{ share: 0.51 }, `${policies}ratelimit: "a";r=50, "b";r=900, "c";r=1`, ['fail low-headroom share']],
    [{ share: 0.51, policy: 'b' }, `${policies}ratelimit: "a";r=50, "b";r=900`, ['pass share']],
    [
      { remaining: 1, share: 0.1 },
      'ratelimit: "a";r=0;t=30',
      ['fail exhausted remaining', 'fail exhausted share'],
    ],
    [{ remaining: 1 }, 'x-ratelimit-remaining: 9\nretry-after: 30', ['fail exhausted remaining']],
    [{ remaining: 1 }, 'retry-after: 30', ['fail exhausted remaining']],
    [{ remaining: 1, policy: 'c' }, 'ratelimit: "a";r=9', ['fail missing remaining']],
    [{ remaining: 1 }, 'server: x', ['fail missing remaining']],
    [{ remaining: 1 }, 'ratelimit: r=oops', ['fail malformed remaining']],
    [{ share: 0.1 }, 'ratelimit: "a";r=9', ['error share']],
    [{ remaining: 1 }, 'age: 7\nratelimit: "a";r=9', ['error remaining']],
  ])('%j of %j', async (expectation, text, expected) => {
    expect(await judged(expectation, text)).toEqual(expected);
  });

  test('the sentence tells headroom, share and reset, also when it is kept', async () => {
    const [result] = await quotaAssertion.evaluate(
      QuotaExpectation.parse({ share: 0.1 }),
      answer(`${policies}ratelimit: "a";r=25;t=30`),
    );
    expect(result?.detail).toBe(
      '25 of 100 requests (25 %) are left of "a", and the window ends in 30 s; told by ratelimit.',
    );
  });

  test.each([{}, { share: 2 }, { remaining: 0 }, { policy: 'a' }])('%j promises nothing', (expectation) => {
    expect(QuotaExpectation.safeParse(expectation).success).toBe(false);
  });
});

test.each([
  ['ratelimit: "a";r=9, "b";r=3', 3],
  ['ratelimit-policy: "a";q=9;qu="content-bytes"\nratelimit: "a";r=9', undefined],
  ['ratelimit: "a";r=9\nretry-after: 5', 0],
])('requests that can still be sent after %j: %s', async (text, expected) => {
  const { quota } = await observeQuota(answer(text));
  expect(quota && headroomOf(quota)).toBe(expected);
});

test.each([
  [202, undefined],
  [301, undefined],
  [303, undefined],
  [200, 0],
  [403, 0],
  [429, 0],
  [503, 0],
])('of an answer %i, Retry-After leaves %s requests', async (status, expected) => {
  const { quota, malformed } = await observeQuota(answer('retry-after: 5', status));
  expect(quota && headroomOf(quota)).toBe(expected);
  expect(malformed).toEqual([]);
});
