// Holds the quota that an upstream tells to the least headroom that must be left, absolute or as a share.

import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { QuotaLimit } from '../../ports/quota.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { percent } from '../../ports/spoken.ts';
import type { Answer, Assertion } from './assertion.ts';
import { headerValue } from './headers.ts';
import { observeQuota } from './quota-fields.ts';
import type { QuotaExpectation } from './quota-schema.ts';
import { type Claim, differs, type Json, kept, unknown } from './result.ts';

const broken = differs(ASSERTION_CODES.quota);

const inTime = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

/** Headroom now and time to reset, in a sentence. */
function sentence({ field, policy, unit, remaining, limit, share, resetsInMs }: QuotaLimit): string {
  const of = limit === undefined ? '' : ` of ${limit}`;
  const part = share === undefined ? '' : ` (${percent(share)})`;
  const reset = resetsInMs === undefined ? '' : `, and the window ends in ${inTime(resetsInMs)}`;
  return `${remaining}${of} ${unit}${part} are left${policy === undefined ? '' : ` of "${policy}"`}${reset}; told by ${field}.`;
}

interface Target {
  readonly title: string;
  readonly expected: Json;
  readonly where: 'remaining' | 'share';
  readonly actual: (limit: QuotaLimit) => number | undefined;
  readonly least: number;
}

function targetsOf({ remaining, share }: QuotaExpectation): Target[] {
  return [
    ...(remaining === undefined
      ? []
      : [
          {
            title: `at least ${remaining} of the quota are left`,
            expected: remaining,
            where: 'remaining' as const,
            actual: (limit: QuotaLimit) => limit.remaining,
            least: remaining,
          },
        ]),
    ...(share === undefined
      ? []
      : [
          {
            title: `at least ${percent(share)} of the quota is left`,
            expected: share,
            where: 'share' as const,
            actual: (limit: QuotaLimit) => limit.share,
            least: share,
          },
        ]),
  ];
}

/** The limit that is nearest to its end, or past it. */
function worst(target: Target, limits: readonly QuotaLimit[]): QuotaLimit | undefined {
  const told = limits.filter((limit) => target.actual(limit) !== undefined);
  return told.reduce<QuotaLimit | undefined>(
    (least, one) => (least && (target.actual(least) ?? 0) <= (target.actual(one) ?? 0) ? least : one),
    undefined,
  );
}

function evaluateTarget(target: Target, limits: readonly QuotaLimit[], retryMs: number): AssertionResult {
  const { title, expected, where } = target;
  const claim: Claim = { assertion: 'quota', title, expected, where };
  const limit = worst(target, limits);
  const wait = retryMs > 0 ? ` It asks to be left alone for ${inTime(retryMs)}.` : '';
  const said = limit ? sentence(limit) : 'The answer tells no limit.';
  const actual = limit ? (target.actual(limit) ?? null) : null;
  if (retryMs > 0 || limits.some(({ remaining }) => remaining === 0)) {
    const empty = limits.find(({ remaining }) => remaining === 0);
    return broken(claim, actual, 'exhausted', (empty ? sentence(empty) : said) + wait);
  }
  if (!limit) return unknown(claim, 'The answer tells what is left, but not of how much.');
  if ((actual ?? 0) < target.least) return broken(claim, actual, 'low-headroom', said);
  const open = limits.find((one) => target.actual(one) === undefined);
  if (open) return unknown(claim, `${sentence(open)} Of how much is not told: name the policy that counts.`);
  return { ...kept(claim, actual), detail: said };
}

async function evaluateQuota(expected: QuotaExpectation, answer: Answer): Promise<AssertionResult[]> {
  const { headers } = answer.response;
  const claims = targetsOf(expected);
  const all = (make: (claim: Claim) => AssertionResult) =>
    claims.map(({ title, expected: value, where }) =>
      make({ assertion: 'quota', title, expected: value, where }),
    );
  // Figures of an answer from a cache are those of an earlier one (draft 11, §7.3).
  if (Number(headerValue(headers, 'age') ?? 0) > 0) {
    return all((claim) => unknown(claim, 'The answer comes from a cache, and so does the quota in it.'));
  }
  const { quota, malformed } = await observeQuota(answer);
  const { policy } = expected;
  const limits = (quota?.limits ?? []).filter((one) => policy === undefined || one.policy === policy);
  const retryMs = quota?.retryAfterMs ?? 0;
  if (limits.length > 0 || retryMs > 0)
    return claims.map((target) => evaluateTarget(target, limits, retryMs));
  if (malformed.length > 0) {
    const detail = `${malformed.join(' and ')} cannot be read.`;
    return all((claim) =>
      broken(claim, headerValue(headers, malformed[0] ?? '') ?? null, 'malformed', detail),
    );
  }
  const named = (quota?.limits ?? []).map((one) => one.policy ?? 'unnamed').join(', ');
  const detail = named === '' ? 'The answer tells no quota.' : `The answer tells the quota of ${named} only.`;
  return all((claim) => broken(claim, null, 'missing', detail));
}

export const quotaAssertion: Assertion<QuotaExpectation, Answer> = {
  name: 'quota',
  title: 'Quota',
  summary:
    'Reads the quota that an answer tells (RateLimit and RateLimit-Policy, RateLimit-Limit/-Remaining/-Reset, X-RateLimit-*, Retry-After) and holds what is left to a least headroom. The tightest limit counts.',
  example: 'quota: { share: 0.2, remaining: 50 }',
  codes: ASSERTION_CODES.quota,
  describe: (expected) =>
    targetsOf(expected).map(({ title }) =>
      expected.policy === undefined ? title : `${title}, by the policy \`${expected.policy}\``,
    ),
  evaluate: evaluateQuota,
};
