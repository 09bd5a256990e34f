// A bearer token as a header (RFC 6750), and what it says of itself when it is a JWT.
import type { AuthGrant } from '../ports/credential.ts';

export function bearer(token: string): AuthGrant['headers'] {
  return [['authorization', `Bearer ${token}`]];
}

/** Expiry and scopes of a JWT (RFC 7519, RFC 8693 §4.2); read, not verified: the upstream judges it. */
export function claimsOf(token: string): Pick<AuthGrant, 'expiresAt' | 'scopes'> {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return {};
    const { exp, scope } = claims as { exp?: unknown; scope?: unknown };
    return {
      ...(typeof exp === 'number' ? { expiresAt: new Date(exp * 1000) } : {}),
      ...(typeof scope === 'string' ? { scopes: scope.split(' ') } : {}),
    };
  } catch {
    return {};
  }
}
