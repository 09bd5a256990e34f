// Holds how long a step of a sequence took, or all of them together, to a single target. Pure.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult, Phases } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { differs, kept } from './result.ts';

const broken = differs(ASSERTION_CODES.latency);

/** From the request written to the last byte, as samples are measured. */
export const tookMs = ({ firstByteMs = 0, bodyMs = 0 }: Phases): number => firstByteMs + bodyMs;

export const describeTarget = (target: Duration | undefined, of: string): string[] =>
  target === undefined ? [] : [`${of} takes at most ${spoken(target)}`];

/** `of` says what took the time: "the answer". */
export function evaluateTarget(target: Duration, ms: number, of: string): AssertionResult {
  const actual = `${Math.round(ms * 10) / 10}ms`;
  const title = `${of} takes at most ${target.text}`;
  const claim = { assertion: 'latency', title, expected: target.text };
  if (ms <= target.ms) return kept(claim, actual);
  return broken(claim, actual, 'over-target', `It took ${actual}, more than ${target.text}.`);
}
