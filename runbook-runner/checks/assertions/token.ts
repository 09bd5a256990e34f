// Holds a credential to what it grants: that it is accepted, how long it lasts, which scopes it has.
import { z } from 'zod';
import type { AuthGrant } from '../../ports/credential.ts';
import { DurationText } from '../../ports/duration.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { broken, type Claim, kept } from './result.ts';
import { code } from './words.ts';

export const TokenExpectation = z
  .strictObject({
    validFor: DurationText.optional().describe('Shortest time that the token must still be good.'),
    scopes: z.array(z.string()).default([]).describe('Scopes that the token must have (RFC 6749 §3.3).'),
  })
  .describe('What the credential must grant.');
export type TokenExpectation = z.output<typeof TokenExpectation>;

const accepted: Claim = {
  assertion: 'token',
  title: 'credential is accepted',
  expected: 'accepted',
  where: 'grant',
};

/** The upstream looked at the credential and refused it. */
export function refusedToken(problem: Problem): AssertionResult {
  return broken(accepted, 'refused', 'refused', problem.message);
}

function evaluateValidity(target: { text: string; ms: number }, expiresAt: Date | undefined, now: Date) {
  const title = `token is valid for at least ${target.text}`;
  const claim: Claim = { assertion: 'token', title, expected: target.text, where: 'validFor' };
  if (!expiresAt) return kept(claim, 'no expiry');
  const leftMs = expiresAt.getTime() - now.getTime();
  const actual = `${Math.floor(leftMs / 1000)}s`;
  if (leftMs <= 0) return broken(claim, actual, 'expired', `The token ended at ${expiresAt.toISOString()}.`);
  if (leftMs < target.ms) {
    return broken(claim, actual, 'expiring', `The token ends at ${expiresAt.toISOString()}.`);
  }
  return kept(claim, actual);
}

function evaluateScope(scope: string, granted: readonly string[] | undefined): AssertionResult {
  const title = `token has the scope ${scope}`;
  const claim: Claim = { assertion: 'token', title, expected: scope, where: `scope ${scope}` };
  const actual = (granted ?? []).join(' ');
  if (granted?.includes(scope)) return kept(claim, actual);
  const detail = granted ? `The token has the scopes "${actual}".` : 'The token tells no scopes.';
  return broken(claim, actual, 'scope-missing', detail);
}

export function evaluateToken(expected: TokenExpectation, grant: AuthGrant, now: Date): AssertionResult[] {
  const { expiresAt } = grant;
  const results = [kept(accepted, 'accepted')];
  if (expected.validFor) results.push(evaluateValidity(expected.validFor, expiresAt, now));
  else if (expiresAt) results.push(evaluateValidity({ text: '0s', ms: 0 }, expiresAt, now));
  return [...results, ...expected.scopes.map((scope) => evaluateScope(scope, grant.scopes))];
}

export const describeToken = ({ validFor, scopes }: TokenExpectation): string[] => [
  'the credential is accepted',
  ...(validFor ? [`the token holds for ${spoken(validFor)} or longer`] : []),
  ...(scopes.length > 0 ? [`it has the scopes ${code(scopes.join(' '))}`] : []),
];
