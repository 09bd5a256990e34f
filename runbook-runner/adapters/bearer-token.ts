// A bearer token as a header (RFC 6750), and what it says of itself when it is a JWT (RFC 7519).
import type { AuthGrant, SecretsSink, TokenFacts } from '../ports/credential.ts';

export function bearer(token: string): AuthGrant['headers'] {
  return [['authorization', `Bearer ${token}`]];
}

/** A signature alone would make a token again of parts that are no secret. */
export function hideToken(token: string, sink: SecretsSink): void {
  sink.add(token);
  const [, , signature, ...more] = token.split('.');
  if (signature !== undefined && more.length === 0) sink.add(signature);
}

type Claims = Readonly<Record<string, unknown>>;

/** Scopes as a text with spaces (RFC 6749 §3.3), or as a list; undefined where neither is told. */
export function listedScopes(scopes: unknown): readonly string[] | undefined {
  if (typeof scopes === 'string') return scopes.split(' ').filter((one) => one !== '');
  return Array.isArray(scopes) ? scopes.filter((one) => typeof one === 'string') : undefined;
}

/** Scopes as RFC 8693 §4.2 has them, or in the `scp` of other servers; some write either as a list. */
const scopesOf = ({ scope, scp }: Claims) => listedScopes(scope) ?? listedScopes(scp);

const textsOf = (value: unknown) => [value ?? []].flat().filter((one) => typeof one === 'string');

/** So many seconds end after 33 millennia: whoever writes that counted in milliseconds. */
const MILLISECONDS_FROM = 1e12;

function dateOf(claims: Claims, name: string): Date | undefined {
  const seconds = claims[name];
  if (seconds === undefined) return undefined;
  if (typeof seconds === 'number' && seconds >= MILLISECONDS_FROM) {
    throw new Error(`its claim ${name} is in milliseconds, and must be in seconds (RFC 7519 §2)`);
  }
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new Error(`its claim ${name} is no time in seconds`);
}

function factsFrom({ alg }: Claims, claims: Claims): TokenFacts {
  if (typeof alg !== 'string') throw new Error('its header names no algorithm');
  const expiresAt = dateOf(claims, 'exp');
  const notBefore = dateOf(claims, 'nbf');
  const scopes = scopesOf(claims);
  return {
    form: 'jwt',
    algorithm: alg,
    audience: textsOf(claims.aud),
    ...(typeof claims.iss === 'string' ? { issuer: claims.iss } : {}),
    ...(expiresAt ? { expiresAt } : {}),
    ...(notBefore ? { notBefore } : {}),
    ...(scopes ? { scopes } : {}),
  };
}

/** Parts of an encrypted token (RFC 7516 §3.1): only its receiver can read it. */
const ENCRYPTED_PARTS = 5;

/** A token that begins as a JSON object in base64url does is meant to be a JWT; any other is opaque. */
export async function factsOf(token: string): Promise<TokenFacts> {
  const parts = token.split('.').length;
  if (!token.startsWith('ey') || parts === 1 || parts === ENCRYPTED_PARTS) return { form: 'opaque' };
  const { decodeJwt, decodeProtectedHeader } = await import('jose');
  try {
    const facts = factsFrom(decodeProtectedHeader(token), decodeJwt(token));
    // RFC 7515 §3.1: only of an unsigned token, which is told as that, the last part is empty.
    if (token.endsWith('.') && facts.form === 'jwt' && facts.algorithm.toLowerCase() !== 'none') {
      throw new Error('its signature is missing');
    }
    return facts;
  } catch (error) {
    return { form: 'malformed', why: error instanceof Error ? error.message : String(error) };
  }
}
