// Holds the value of a metric to a threshold, and to being there and fresh.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import { anyField } from '../../ports/editor-rules.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import type { Value } from './series.ts';

export const ThresholdExpectation = z
  .strictObject({
    atMost: z.number().optional().describe('Largest value that is taken.'),
    atLeast: z.number().optional().describe('Smallest value that is taken.'),
    maxAge: DurationText.optional().describe(
      'Oldest that the value may be, by the time that it was sent with; without one, a value is of now. Prometheus sends the time of its answer: hold `time() - timestamp(…)` to a threshold there.',
    ),
    absent: z
      .enum(['error', 'fail', 'zero'])
      .default('error')
      .describe('What no series, or a value that is no number, amounts to.'),
  })
  .refine((one) => one.atMost !== undefined || one.atLeast !== undefined, {
    error: 'a threshold needs "atMost" or "atLeast"',
  })
  .meta(anyField(['atMost', 'atLeast']))
  .refine(({ atLeast = -Infinity, atMost = Infinity }) => atLeast <= atMost, {
    error: 'the least is more than the most',
  })
  .describe('What the value must hold to.');
export type ThresholdExpectation = z.output<typeof ThresholdExpectation>;

/** A number for JSON and for people; those that JSON has no word for become text. */
export const shownNumber = (value: number): number | string =>
  Number.isFinite(value) ? value : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';

type Claims = readonly {
  readonly claim: Claim;
  readonly code: string;
  readonly broken: (value: number) => boolean;
}[];

function claimsOf(expected: ThresholdExpectation, name: string): Claims {
  const { atMost, atLeast } = expected;
  const claim = (words: string, limit: number): Claim => ({
    assertion: 'metric',
    title: `the value is ${words} ${limit}`,
    expected: limit,
    where: name,
  });
  return [
    ...(atMost === undefined
      ? []
      : [
          { claim: claim('at most', atMost), code: 'over-target', broken: (value: number) => value > atMost },
        ]),
    ...(atLeast === undefined
      ? []
      : [
          {
            claim: claim('at least', atLeast),
            code: 'under-target',
            broken: (value: number) => value < atLeast,
          },
        ]),
  ];
}

function ageOf(maxAge: NonNullable<ThresholdExpectation['maxAge']>, ageMs: number): AssertionResult {
  const seconds = Math.round(ageMs / 1000);
  const claim = {
    assertion: 'metric',
    title: `the value is not older than ${spoken(maxAge)}`,
    expected: maxAge.text,
    where: 'age',
  };
  const actual = `${seconds} s`;
  if (ageMs < -maxAge.ms) return unknown(claim, `The value is ${-seconds} s ahead of our clock.`);
  return ageMs <= maxAge.ms
    ? kept(claim, actual)
    : broken(claim, actual, 'stale', `The value is ${seconds} s old.`);
}

const BEYOND = (limit: number): string =>
  `The value is above ${limit}, the last limit of the histogram; nobody can say by how much.`;

/** `nowMs` is our clock, in milliseconds since 1970. */
export function evaluateThreshold(
  expected: ThresholdExpectation,
  name: string,
  given: Value,
  nowMs: number,
): AssertionResult[] {
  const claims = claimsOf(expected, name);
  if ('fault' in given) return claims.map(({ claim }) => unknown(claim, given.fault));
  const missing = 'absent' in given || Number.isNaN(given.value);
  if (missing && expected.absent !== 'zero') {
    const why = 'absent' in given ? 'No series fits.' : 'The value is no number: nothing was counted.';
    const actual = 'absent' in given ? null : 'NaN';
    return claims.map(({ claim }) =>
      expected.absent === 'fail' ? broken(claim, actual, 'missing', why) : unknown(claim, why),
    );
  }
  const value = 'absent' in given || missing ? 0 : given.value;
  const least = 'least' in given;
  const held = claims.map(({ claim, code, broken: isBroken }) => {
    const above = code === 'over-target';
    if (least && isBroken(value) !== above) return unknown(claim, BEYOND(value));
    if (!isBroken(value)) return kept(claim, shownNumber(value));
    return broken(
      claim,
      shownNumber(value),
      code,
      least ? BEYOND(value) : `The value is ${shownNumber(value)}.`,
    );
  });
  const atMs = 'absent' in given ? undefined : given.atMs;
  return expected.maxAge && !missing ? [...held, ageOf(expected.maxAge, nowMs - (atMs ?? nowMs))] : held;
}

/** The promises in words. */
export function describeThreshold({ atMost, atLeast, maxAge }: ThresholdExpectation): string[] {
  return [
    ...(atMost === undefined ? [] : [`the value is at most ${atMost}`]),
    ...(atLeast === undefined ? [] : [`the value is at least ${atLeast}`]),
    ...(maxAge === undefined ? [] : [`it is not older than ${spoken(maxAge)}`]),
  ];
}
