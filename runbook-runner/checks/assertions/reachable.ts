// States whether the upstream could be reached at all: the first promise of every probe.
import type { AssertionResult, Problem } from '../../ports/result.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

/** `problem` is what stood in the way, or undefined when an answer came. */
export function evaluateReachable(integration: string, problem: Problem | undefined): AssertionResult {
  const claim: Claim = { assertion: 'reachable', title: `${integration} answers`, expected: 'an answer' };
  if (!problem) return kept(claim, 'an answer');
  if (problem.outcome === 'error') return unknown(claim, problem.message);
  return broken(claim, problem.class, problem.class, problem.message);
}
