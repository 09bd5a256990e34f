// Tells which failure modes a result points to, and why. Pure: runs in the runner and in the browser.
import type { Matcher } from '../playbook/schema/failure-mode.ts';
import type { ModeMatch } from '../ports/diagnosis.ts';
import type { CheckResult } from '../ports/result.ts';
import { type Evidence, evidenceOf, type Signed } from './evidence.ts';
import { holds, weightOf } from './sign.ts';

/** A failure mode as the playbook declares it. */
export interface Mode {
  readonly id: string;
  readonly title: string;
  /** Address of its page, from the root of the site. */
  readonly page: string;
  readonly signature: readonly Matcher[];
  /** Checks that pass while it lasts. */
  readonly staysGreen: readonly string[];
}

/** How specifically a matcher fits: 1 − 2^−weight, so each field of weight 1 halves the doubt. Undefined when it doesn't fit. */
function specificity(matcher: Matcher, evidence: Evidence): number | undefined {
  const { allOf = [], noneOf = [] } = matcher;
  const fits =
    holds(matcher, evidence) &&
    allOf.every((sign) => holds(sign, evidence)) &&
    !noneOf.some((sign) => holds(sign, evidence));
  const weight = [matcher, ...allOf].reduce((sum, sign) => sum + weightOf(sign), 0);
  // One that names no field would fit anything.
  return fits && weight > 0 ? 1 - 2 ** -weight : undefined;
}

/** The modes that fit, the most specific first; the order they were given in breaks a tie. */
function fitting(evidence: Evidence, modes: readonly Mode[]): ModeMatch[] {
  const matches: ModeMatch[] = [];
  for (const { id, title, page, signature } of modes) {
    let best: { score: number; reason: string } | undefined;
    for (const matcher of signature) {
      const score = specificity(matcher, evidence);
      if (score !== undefined && score > (best?.score ?? 0)) best = { score, reason: matcher.reason };
    }
    if (best) matches.push({ failureMode: id, title, page, ...best });
  }
  return matches.sort((a, b) => b.score - a.score);
}

/**
 * The failure modes that fit, best first. A red check speaks against a mode under which it stays green: such a mode is
 * told only where no other fits.
 */
export function matchModes(result: Signed & Pick<CheckResult, 'check'>, modes: readonly Mode[]): ModeMatch[] {
  const evidence = evidenceOf(result);
  const { likely = [], unlikely = [] } = Object.groupBy(modes, ({ staysGreen }) =>
    staysGreen.includes(result.check) ? 'unlikely' : 'likely',
  );
  const matches = fitting(evidence, likely);
  return matches.length > 0 ? matches : fitting(evidence, unlikely);
}
