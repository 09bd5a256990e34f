// Holds credentials to the day that the environment declares as their end: for those that tell no end themselves.
import type { DeclaredEnd } from '../../ports/credential.ts';
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

const DAY_MS = 86_400_000;

function evaluateOne({ credential, expires }: DeclaredEnd, least: Duration, now: Date): AssertionResult {
  const title = `${credential} is declared to be good for at least ${least.text}`;
  const claim: Claim = { assertion: 'token', title, expected: least.text, where: `expires ${credential}` };
  const leftMs = Date.parse(`${expires}T00:00:00Z`) - now.getTime();
  const actual = `${Math.floor(leftMs / DAY_MS)}d`;
  if (leftMs <= 0) return broken(claim, actual, 'expired', `${credential} ended on ${expires}.`);
  if (leftMs < least.ms) return broken(claim, actual, 'expiring', `${credential} ends on ${expires}.`);
  return kept(claim, actual);
}

/** An end that has passed is told even when no `least` is declared. Seeded credentials have no end. */
export function evaluateDeclaredEnds(
  least: Duration | undefined,
  ends: readonly DeclaredEnd[],
  now: Date,
): AssertionResult[] {
  const dated = ends.filter((one) => one.expires !== undefined);
  if (dated.length > 0) return dated.map((one) => evaluateOne(one, least ?? { text: '0s', ms: 0 }, now));
  if (!least || ends.every((one) => one.seeded)) return [];
  const title = `credential is declared to be good for at least ${least.text}`;
  const claim: Claim = { assertion: 'token', title, expected: least.text, where: 'expires' };
  return [unknown(claim, 'The environment declares `expires` for none of the credentials of this method.')];
}
