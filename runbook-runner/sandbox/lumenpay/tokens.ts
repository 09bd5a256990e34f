// Owns Lumenpay's access tokens: client credentials in, bearer tokens out (RFC 6749 §4.4, RFC 6750).
import { randomBytes } from 'node:crypto';

/** What a client may be granted; the first is granted when it asks for nothing. */
export const SCOPES = ['charges:read', 'charges:write', 'webhooks:manage'] as const;
export type Scope = (typeof SCOPES)[number];

const TOKEN_LIFETIME_S = 3_600;

export interface Granted {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

interface Issued {
  readonly scopes: readonly Scope[];
  readonly endsAtMs: number;
  /** The secret that it was granted to, and whose that is. */
  readonly keyId: string;
  readonly client: string;
}

export class Tokens {
  readonly #issued = new Map<string, Issued>();

  grant(scopes: readonly Scope[], { keyId, client }: Pick<Issued, 'keyId' | 'client'>): Granted {
    const token = `lp_at_${randomBytes(24).toString('base64url')}`;
    this.#issued.set(token, { scopes, endsAtMs: Date.now() + TOKEN_LIFETIME_S * 1_000, keyId, client });
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: TOKEN_LIFETIME_S,
      scope: scopes.join(' '),
    };
  }

  /** The scopes of a token that is known and has not ended. */
  scopesOf(token: string): readonly Scope[] | undefined {
    const issued = this.#issued.get(token);
    if (issued && issued.endsAtMs > Date.now()) return issued.scopes;
    this.#issued.delete(token);
    return undefined;
  }

  /** Whose token a request carries; undefined when it carries none that was issued. */
  clientOf(authorization: string | undefined): string | undefined {
    return this.#issued.get(authorization?.replace(/^Bearer /i, '') ?? '')?.client;
  }

  /** Ends the tokens that were granted to a secret. */
  revokeOf(keyId: string): void {
    for (const [token, issued] of this.#issued) if (issued.keyId === keyId) this.#issued.delete(token);
  }

  /** Ends every token, as a vendor does after a leak. */
  revokeAll(): void {
    this.#issued.clear();
  }
}
