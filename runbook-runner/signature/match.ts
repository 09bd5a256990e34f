// Tells which failure modes a result points to, and why. Pure: runs in the runner and in the browser.
import type { Matcher } from '../playbook/schema/pages.ts';
import type { AssertionResult, KindOutcome, ModeMatch } from '../ports/result.ts';

/** The part of a result that a signature looks at. */
export type Signed = Pick<KindOutcome, 'assertions' | 'problem' | 'exchange'>;

/** A failure mode as the playbook declares it. */
export interface Mode {
  readonly id: string;
  readonly title: string;
  /** Address of its page, from the root of the site. */
  readonly page: string;
  readonly signature: readonly Matcher[];
}

/** Fields that a matcher can give: assertion, code, problem, status. */
const FIELDS = 4;

/** How much one field narrows: a single alternative counts in full, more of them for less. */
const weight = (alternatives: readonly unknown[]): number =>
  1 - Math.min(0.4, 0.1 * (alternatives.length - 1));

function assertionFits(matcher: Matcher, one: AssertionResult): boolean {
  if (one.outcome !== 'fail') return false;
  if (matcher.assertion !== undefined && one.assertion !== matcher.assertion) return false;
  return matcher.code === undefined || (one.code !== undefined && matcher.code.includes(one.code));
}

/** How specifically a matcher fits, 0 to 1; undefined when it does not. One that names no field never fits. */
function specificity(matcher: Matcher, result: Signed): number | undefined {
  const { assertion, code, problem, status } = matcher;
  const seen = result.exchange?.response?.status;
  if (problem && !(result.problem && problem.includes(result.problem.class))) return undefined;
  if (status && !(seen !== undefined && status.includes(seen))) return undefined;
  const aboutAssertion = assertion !== undefined || code !== undefined;
  if (aboutAssertion && !result.assertions.some((one) => assertionFits(matcher, one))) return undefined;
  const given = [assertion === undefined ? undefined : [assertion], code, problem, status];
  const total = given.reduce((sum, field) => sum + (field ? weight(field) : 0), 0);
  return total > 0 ? total / FIELDS : undefined;
}

/** The failure modes that fit, the most specific first; the order they were given in breaks a tie. */
export function matchModes(result: Signed, modes: readonly Mode[]): ModeMatch[] {
  const matches: ModeMatch[] = [];
  for (const { id, title, page, signature } of modes) {
    let best: { score: number; reason: string } | undefined;
    for (const matcher of signature) {
      const score = specificity(matcher, result);
      if (score !== undefined && score > (best?.score ?? 0)) best = { score, reason: matcher.reason };
    }
    if (best) matches.push({ failureMode: id, title, page, ...best });
  }
  return matches.sort((a, b) => b.score - a.score);
}
