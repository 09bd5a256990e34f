// Holds a credential to what it is for: that it is accepted, and what the token that it grants says of itself.
import { z } from 'zod';
import type { AuthGrant } from '../../ports/credential.ts';
import { DurationText } from '../../ports/duration-text.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { evaluateDeclaredEnds } from './declared-end.ts';
import type { Refusal } from './refusal.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import { type Ahead, evaluateSkew } from './skew.ts';
import {
  evaluateAlgorithm,
  evaluateAudience,
  evaluateBeginning,
  evaluateForm,
  evaluateIssuer,
  evaluateScope,
  evaluateValidity,
} from './token-claims.ts';
import { code } from './words.ts';

/** Signature algorithms of JWTs (RFC 7518 §3.1, RFC 8037 §3.1); `none` is none. */
const ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'HS256', 'HS384', 'HS512'] as const),
] as const;

export const TokenExpectation = z
  .strictObject({
    validFor: DurationText.optional().describe('Shortest time that the token must still be good.'),
    scopes: z.array(z.string()).default([]).describe('Scopes that the token must have (RFC 6749 §3.3).'),
    audience: z.string().optional().describe('Whom the token must be for: one value of `aud` of a JWT.'),
    issuer: z.string().optional().describe('Who must have issued the token: `iss` of a JWT.'),
    algorithms: z
      .array(z.enum(ALGORITHMS))
      .min(1)
      .optional()
      .describe('Signature algorithms that a JWT may have; an unsigned one always fails.'),
    daysLeft: DurationText.optional().describe(
      'Shortest time until the day that the environment declares as `expires` of a credential; a day that has passed always fails.',
    ),
    skew: DurationText.optional().describe(
      'Most that our clock and the Date of the server may differ; 60s where a server tells its time.',
    ),
  })
  .describe('What the credential must grant.');
export type TokenExpectation = z.output<typeof TokenExpectation>;

/** What became of trying the credential on a request. */
export type Trial =
  | { readonly outcome: 'accepted' | 'failed' | 'limited' | 'unclear'; readonly status: number }
  | ({ readonly outcome: 'refused'; readonly status: number } & Refusal);

const accepted: Claim = {
  assertion: 'token',
  title: 'credential is accepted',
  expected: 'accepted',
  where: 'grant',
};

/** The token endpoint looked at the credential and refused it. */
export function refusedToken(problem: Problem): AssertionResult {
  return broken(accepted, 'refused', 'refused', problem.message);
}

function evaluateTrial(trial: Trial): AssertionResult {
  const answered = `The upstream answered ${trial.status}`;
  switch (trial.outcome) {
    case 'accepted':
      return kept(accepted, `accepted: ${trial.status}`);
    case 'refused':
      return broken(accepted, `refused: ${trial.status}`, trial.code, refusalWords(trial));
    case 'failed':
      return broken(accepted, `${trial.status}`, 'server-error', `${answered}: it could not judge it.`);
    case 'limited':
      return broken(
        accepted,
        `${trial.status}`,
        'rate-limited',
        `${answered}: it limits us, and judged nothing.`,
      );
    case 'unclear':
      return unknown(accepted, `${answered}, which neither accepts nor refuses a credential.`);
  }
}

/** `The upstream answered 401 and said "invalid_token, …".` */
export function refusalWords({ status, said }: Extract<Trial, { outcome: 'refused' }>): string {
  return `The upstream answered ${status}${said === '' ? ' and said no reason' : ` and said "${said}"`}.`;
}

/** Whether it is accepted, as far as anything proves it. */
function evaluateAcceptance(grant: AuthGrant, trial: Trial | undefined): AssertionResult {
  if (trial) return evaluateTrial(trial);
  if (grant.proven) return kept(accepted, 'accepted');
  return kept({ ...accepted, title: 'credential is set on this machine', expected: 'set' }, 'set, not tried');
}

export interface Seen {
  readonly grant: AuthGrant;
  readonly trial?: Trial | undefined;
  /** Our time. */
  readonly now: Date;
  readonly aheadMs: Ahead;
}

export function evaluateToken(expected: TokenExpectation, seen: Seen): AssertionResult[] {
  const { grant, trial, now, aheadMs } = seen;
  const { validFor, scopes, audience, issuer, algorithms, daysLeft, skew } = expected;
  const times = { now, aheadMs, cap: skew };
  return [
    evaluateAcceptance(grant, trial),
    ...evaluateForm(grant),
    ...evaluateValidity(validFor, grant, times),
    ...evaluateBeginning(grant, times),
    ...scopes.map((scope) => evaluateScope(scope, grant)),
    ...(audience === undefined ? [] : [evaluateAudience(audience, grant)]),
    ...(issuer === undefined ? [] : [evaluateIssuer(issuer, grant)]),
    ...evaluateAlgorithm(algorithms, grant),
    ...evaluateDeclaredEnds(daysLeft, grant.ends ?? [], now),
    ...evaluateSkew(skew, aheadMs),
  ];
}

export function describeToken(expected: TokenExpectation): string[] {
  const { validFor, scopes, audience, issuer, algorithms, daysLeft, skew } = expected;
  return [
    'the credential is accepted',
    ...(validFor ? [`the token holds for ${spoken(validFor)} or longer`] : []),
    ...scopes.map((scope) => `it has the scope ${code(scope)}`),
    ...(audience === undefined ? [] : [`it is for ${code(audience)}`]),
    ...(issuer === undefined ? [] : [`it comes from ${code(issuer)}`]),
    ...(algorithms ? [`it is signed with ${algorithms.map(code).join(' or ')}`] : []),
    ...(daysLeft ? [`no credential is declared to end within ${spoken(daysLeft)}`] : []),
    ...(skew ? [`our clock is within ${spoken(skew)} of the server's`] : []),
  ];
}
