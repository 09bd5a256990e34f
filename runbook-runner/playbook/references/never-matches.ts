// Why a matcher could never match: it contradicts itself, or no check that should recognise the failure can show it.
import { PROBLEMS_OF_OURS } from '../../ports/problem-classes.ts';
import type { Draft } from '../draft.ts';
import type { Matcher, Sign } from '../schema/failure-mode.ts';
import { assertionsOf } from './assertions.ts';

const signsOf = (matcher: Matcher): readonly Sign[] => [matcher, ...(matcher.allOf ?? [])];

const isWithin = (values: readonly unknown[], wider: readonly unknown[]): boolean =>
  values.every((one) => wider.includes(one) || wider.includes(`${String(one).charAt(0)}xx`));

type Members = Readonly<Record<string, unknown>>;

/** Whether the second sign holds wherever the first does. Places and headers are compared as they are written. */
function implies(sign: Sign, wider: Sign): boolean {
  return Object.entries(wider).every(([name, wanted]) => {
    const given = (sign as Members)[name];
    if (given === undefined) return false;
    if (Array.isArray(wanted) && Array.isArray(given)) return isWithin(given, wanted);
    if (typeof wanted !== 'object') return given === wanted;
    return Object.entries(wanted as Members).every(([key, value]) => (given as Members)[key] === value);
  });
}

/** What in the matcher itself keeps it from ever matching, as a sentence. */
export function contradiction(matcher: Matcher): string | undefined {
  for (const { problem } of signsOf(matcher)) {
    if (problem?.every((one) => PROBLEMS_OF_OURS.includes(one))) {
      return `A result with the problem ${problem.join(' or ')} is an error, so no failure mode is looked for.`;
    }
  }
  for (const sign of signsOf(matcher)) {
    if (matcher.noneOf?.some((excluded) => implies(sign, excluded))) {
      return 'What "noneOf" excludes is there whenever the rest holds.';
    }
  }
  return undefined;
}

/** What the check lacks to show the sign, as a sentence. */
function lack(
  draft: Draft,
  check: string,
  { assertion, status, header, problemType }: Sign,
): string | undefined {
  const value = draft.checks.get(check)?.value;
  const made = assertionsOf(draft, check);
  if (assertion !== undefined && made && !made.includes(assertion)) {
    return `"${check}" makes no assertion "${assertion}"`;
  }
  const looksAtAnswer = status !== undefined || header !== undefined || problemType !== undefined;
  if (looksAtAnswer && value?.kind.answers === false) return `"${check}" sees no answer`;
  return undefined;
}

/** What each check lacks to show the matcher; undefined when one of them can show it. */
export function unshown(draft: Draft, checks: readonly string[], matcher: Matcher): string | undefined {
  const lacks = checks.map((check) =>
    signsOf(matcher)
      .map((sign) => lack(draft, check, sign))
      .find((one) => one !== undefined),
  );
  return lacks.includes(undefined) ? undefined : `${lacks.join(', ')}.`;
}
