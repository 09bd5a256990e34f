// Holds a token to what it says of itself: end and beginning, scopes, audience, issuer, signature algorithm.
import type { AuthGrant, TokenFacts } from '../../ports/credential.ts';
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import { type Ahead, isSkewed, skewWords } from './skew.ts';

type Jwt = Extract<TokenFacts, { form: 'jwt' }>;

/** Our time, and how far the server's is ahead of it. */
export interface Times {
  readonly now: Date;
  readonly aheadMs: Ahead;
  readonly cap: Duration | undefined;
}

const claimOf = (title: string, expected: Claim['expected'], where: string): Claim => ({
  ...{ assertion: 'token', title, expected, where },
});

const jwtOf = ({ token }: AuthGrant): Jwt | undefined => (token?.form === 'jwt' ? token : undefined);

/** Whose clock differs decides: the server judges a time in a token, so what only its clock makes wrong is skew. */
function verdict(claim: Claim, actual: string, code: string, what: string, byOurs: boolean, times: Times) {
  const { aheadMs, cap } = times;
  if (!byOurs || aheadMs === undefined || !isSkewed(aheadMs, cap)) return broken(claim, actual, code, what);
  return broken(claim, actual, 'skewed', `${skewWords(aheadMs)}. ${what}`);
}

const endAt = (end: Date, nowMs: number) => ({ end, leftMs: end.getTime() - nowMs });

/**
 * `exp` counts by the server's clock, a lifetime that the token endpoint told by ours. The sooner counts: a server may
 * end a token before the time that it wrote into it.
 */
function endOf(grant: AuthGrant, { now, aheadMs = 0 }: Times) {
  const claimed = jwtOf(grant)?.expiresAt;
  const ends = [
    ...(claimed ? [endAt(claimed, now.getTime() + aheadMs)] : []),
    ...(grant.expiresAt ? [endAt(grant.expiresAt, now.getTime())] : []),
  ];
  return ends.toSorted((a, b) => a.leftMs - b.leftMs)[0];
}

export function evaluateValidity(least: Duration | undefined, grant: AuthGrant, times: Times) {
  const known = endOf(grant, times);
  const { text, ms } = least ?? { text: '0s', ms: 0 };
  const claim = claimOf(`token is valid for at least ${text}`, text, 'validFor');
  if (!known) {
    const detail = 'Nothing tells when it ends. Declare `expires` of the credential, and `daysLeft` here.';
    return least ? [unknown(claim, detail)] : [];
  }
  const { leftMs } = known;
  const actual = `${Math.floor(leftMs / 1000)}s`;
  const end = known.end.toISOString();
  if (leftMs <= 0) {
    const byOurs = known.end > times.now;
    return [verdict(claim, actual, 'expired', `The token ended at ${end}.`, byOurs, times)];
  }
  if (leftMs < ms) return [broken(claim, actual, 'expiring', `The token ends at ${end}.`)];
  return [kept(claim, actual)];
}

export function evaluateBeginning(grant: AuthGrant, times: Times): AssertionResult[] {
  const beginning = jwtOf(grant)?.notBefore;
  if (!beginning) return [];
  const at = beginning.toISOString();
  const claim = claimOf('token is valid already', 'begun', 'notBefore');
  if (beginning.getTime() <= times.now.getTime() + (times.aheadMs ?? 0)) return [kept(claim, at)];
  const byOurs = beginning <= times.now;
  return [verdict(claim, at, 'not-yet-valid', `The token is not valid before ${at}.`, byOurs, times)];
}

/** The upstream reads what the token itself says; what the token endpoint told counts where that is nothing. */
export function evaluateScope(scope: string, grant: AuthGrant): AssertionResult {
  const granted = jwtOf(grant)?.scopes ?? grant.scopes;
  const claim = claimOf(`token has the scope ${scope}`, scope, `scope ${scope}`);
  if (!granted) return unknown(claim, 'The token tells no scopes.');
  const actual = granted.join(' ');
  if (granted.includes(scope)) return kept(claim, actual);
  return broken(claim, actual, 'scope-missing', `The token has the scopes "${actual}".`);
}

/** One claim of a JWT; an opaque token tells none. */
function evaluateClaim(claim: Claim, grant: AuthGrant, code: string, seen: (jwt: Jwt) => readonly string[]) {
  const jwt = jwtOf(grant);
  const { where } = claim;
  if (!jwt) return unknown(claim, `The token tells no ${where}: it is not a JWT that can be read.`);
  const values = seen(jwt);
  const allowed = [claim.expected].flat();
  if (values.some((value) => allowed.includes(value))) return kept(claim, values.join(' '));
  const detail =
    values.length === 0 ? `The token names no ${where}.` : `The ${where} is ${values.join(', ')}.`;
  return broken(claim, values.join(' '), code, detail);
}

export const evaluateAudience = (audience: string, grant: AuthGrant): AssertionResult =>
  evaluateClaim(claimOf(`token is for ${audience}`, audience, 'audience'), grant, 'wrong-audience', (jwt) => [
    ...jwt.audience,
  ]);

export const evaluateIssuer = (issuer: string, grant: AuthGrant): AssertionResult =>
  evaluateClaim(claimOf(`token comes from ${issuer}`, issuer, 'issuer'), grant, 'wrong-issuer', (jwt) =>
    jwt.issuer === undefined ? [] : [jwt.issuer],
  );

/** An unsigned token is never good (RFC 8725 §3.2), whatever is declared. */
export function evaluateAlgorithm(allowed: readonly string[] | undefined, grant: AuthGrant) {
  const jwt = jwtOf(grant);
  const unsigned = jwt?.algorithm.toLowerCase() === 'none';
  if (unsigned) {
    const claim = claimOf('token is signed', 'signed', 'algorithm');
    return [broken(claim, jwt.algorithm, 'unsigned', 'Its algorithm is none: anybody could have made it.')];
  }
  if (!allowed) return [];
  const claim = claimOf(`token is signed with ${allowed.join(' or ')}`, [...allowed], 'algorithm');
  return [evaluateClaim(claim, grant, 'wrong-algorithm', ({ algorithm }) => [algorithm])];
}

/** Nothing unless the token is meant to be a JWT and is none. */
export function evaluateForm({ token }: AuthGrant): AssertionResult[] {
  if (token?.form !== 'malformed') return [];
  const claim = claimOf('token is a readable JWT', 'a JWT', 'form');
  return [broken(claim, 'unreadable', 'malformed', `It looks like a JWT and is none: ${token.why}.`)];
}
