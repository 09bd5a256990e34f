// What is not green in a result, as short texts that every format writes in its own way.
import type { AssertionResult, CheckResult } from '../../ports/result.ts';
import { shown } from '../shown.ts';

export interface Difference {
  /** What broke: `status`, `contract/type-changed`, `timeout`. */
  readonly name: string;
  readonly text: string;
}

function ofAssertion(one: AssertionResult): Difference {
  const where = one.where === undefined ? '' : `${one.where}: `;
  const seen = `expected ${shown(one.expected)}, got ${shown(one.actual)}`;
  return {
    name: one.code === undefined ? one.assertion : `${one.assertion}/${one.code}`,
    text: `${where}${one.title}: ${seen}${one.detail === undefined ? '' : `. ${one.detail}`}`,
  };
}

/** Broken or undecided assertions, then the problem, then why it was skipped. */
export function differences(result: CheckResult): readonly Difference[] {
  const { problem, reason } = result;
  return [
    ...result.assertions.filter(({ outcome }) => outcome !== 'pass').map(ofAssertion),
    ...(problem ? [{ name: problem.class, text: problem.message }] : []),
    ...(reason === undefined ? [] : [{ name: result.status, text: reason }]),
  ];
}

/** The name and text of what is shown first; a result that is not green always has one. */
export function firstDifference(result: CheckResult): Difference {
  return differences(result)[0] ?? { name: result.status, text: result.title };
}
