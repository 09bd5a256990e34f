// Everything that one HTTP answer can be held to, and how it is judged.
import type { AssertionResult } from '../../ports/result.ts';
import { type Answer, type Assertion, erase } from './assertion.ts';
import { bodyAssertion } from './body.ts';
import { contractAssertion } from './contract.ts';
import { headersAssertion } from './headers.ts';
import { quotaAssertion } from './quota.ts';
import { statusAssertion } from './status.ts';
import { sunsetAssertion } from './sunset.ts';

/** In the order in which they are looked at. */
export const ABOUT_ANSWERS: readonly Assertion<unknown, Answer>[] = [
  erase(statusAssertion),
  erase(headersAssertion),
  erase(bodyAssertion),
  erase(contractAssertion),
  erase(quotaAssertion),
  erase(sunsetAssertion),
];

export interface Asked<Seen = never> {
  readonly assertion: Assertion<unknown, Seen>;
  readonly expected: unknown;
}

const saysNothing = (expected: unknown): boolean =>
  expected === undefined ||
  (typeof expected === 'object' && expected !== null && Object.keys(expected).length === 0);

/** The assertions that `expect` makes, each with what it expects. */
export function askedOf<Seen>(expect: object, all: readonly Assertion<unknown, Seen>[]): Asked<Seen>[] {
  return all.flatMap((assertion) => {
    const expected: unknown = Reflect.get(expect, assertion.name);
    return saysNothing(expected) ? [] : [{ assertion, expected }];
  });
}

/** What is asked of the answers of a definition, which never changes: many of them are held to it. */
const known = new WeakMap<object, readonly Asked<Answer>[]>();

function askedOfAnswers(expect: object): readonly Asked<Answer>[] {
  const before = known.get(expect) ?? askedOf(expect, ABOUT_ANSWERS);
  known.set(expect, before);
  return before;
}

/** Compiles what judging will need; to be awaited before anything is sent. */
export async function prepareAnswers(expect: object, contracts: Answer['contracts']): Promise<void> {
  for (const { assertion, expected } of askedOfAnswers(expect)) {
    if (assertion.prepare) await assertion.prepare(expected, contracts);
  }
}

/** Holds one answer to everything that `expect` asks of it. */
export async function judgeAnswer(expect: object, answer: Answer): Promise<AssertionResult[]> {
  const results: AssertionResult[] = [];
  for (const { assertion, expected } of askedOfAnswers(expect)) {
    const made = assertion.evaluate(expected, answer);
    // Most of them are told at once: waiting for what is there would cost each sample a turn of the loop.
    results.push(...(made instanceof Promise ? await made : made));
  }
  return results;
}
