// How a verdict is made. Beside the schemas of results, so that who runs a check need not load them.
import type { KindOutcome, Verdict } from './result.ts';

/** The verdict that a kind's outcome amounts to: an error outweighs a failure. */
export function verdictOf(outcome: KindOutcome): Verdict {
  const outcomes = [
    ...outcome.assertions.map((one) => one.outcome),
    ...(outcome.problem ? [outcome.problem.outcome] : []),
  ];
  if (outcomes.includes('error')) return 'error';
  if (outcomes.includes('fail')) return 'fail';
  return 'pass';
}
