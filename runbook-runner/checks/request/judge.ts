// Holds one exchange to what is expected of it: that it was answered at all, and then of the answer.
import type { HttpOutcome } from '../../ports/http.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { judgeAnswer } from '../assertions/answers.ts';
import { evaluateReachable } from '../assertions/reachable.ts';
import type { CheckInput } from '../kind.ts';
import { problemOf } from './evidence.ts';

type Context = Pick<CheckInput<unknown>, 'target' | 'contracts'>;

export async function judge(
  { target, contracts }: Context,
  expect: object,
  outcome: HttpOutcome,
  now: Date,
): Promise<AssertionResult[]> {
  const reachable = evaluateReachable(target.integration, problemOf(outcome));
  if (!outcome.ok) return [reachable];
  return [reachable, ...(await judgeAnswer(expect, { response: outcome.response, now, contracts }))];
}
