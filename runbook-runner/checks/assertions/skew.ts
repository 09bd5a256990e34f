// Holds our clock to the server's: signatures and tokens are judged by a time, and two clocks may differ.
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

/** Cap when none is declared; a common leeway of servers. */
const USUAL: Duration = { text: '60s', ms: 60_000 };

/** Milliseconds by which the server's clock is ahead of ours; undefined when no answer told its time. */
export type Ahead = number | undefined;

/** Whether the clocks differ by more than the cap. */
export function isSkewed(aheadMs: Ahead, cap: Duration = USUAL): boolean {
  return aheadMs !== undefined && Math.abs(aheadMs) > cap.ms;
}

/** `Our clock is 90s behind the server's`, without a full stop. */
export function skewWords(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `Our clock is ${seconds}s ${aheadMs > 0 ? 'behind' : 'ahead of'} the server's`;
}

/** Nothing when no cap is declared and no server told its time. */
export function evaluateSkew(declared: Duration | undefined, aheadMs: Ahead): AssertionResult[] {
  const cap = declared ?? USUAL;
  const title = `our clock is within ${cap.text} of the server's`;
  const claim: Claim = { assertion: 'token', title, expected: cap.text, where: 'date' };
  if (aheadMs === undefined) {
    return declared
      ? [unknown(claim, 'No answer had a Date header: the time of the server is unknown.')]
      : [];
  }
  const actual = `${Math.round(aheadMs / 1000)}s`;
  if (!isSkewed(aheadMs, cap)) return [kept(claim, actual)];
  const detail = `${skewWords(aheadMs)}. Compare both with a third one before you blame the credential.`;
  return [broken(claim, actual, 'skewed', detail)];
}
