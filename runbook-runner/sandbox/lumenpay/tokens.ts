// Owns Lumenpay's access tokens: client credentials in, bearer tokens out (RFC 6749 §4.4, RFC 6750).
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** What a client may be granted; the first is granted when it asks for nothing. */
export const SCOPES = ['charges:read', 'charges:write', 'webhooks:manage'] as const;
export type Scope = (typeof SCOPES)[number];

const TOKEN_LIFETIME_S = 3_600;

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export interface Granted {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

/** Compares without telling by its time how much was right. */
function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export class Tokens {
  readonly #client: Client;
  readonly #issued = new Map<string, { readonly scopes: readonly Scope[]; readonly endsAtMs: number }>();

  constructor(client: Client) {
    this.#client = client;
  }

  knows(client: Client): boolean {
    const id = same(client.id, this.#client.id);
    return same(client.secret, this.#client.secret) && id;
  }

  grant(scopes: readonly Scope[]): Granted {
    const token = `lp_at_${randomBytes(24).toString('base64url')}`;
    this.#issued.set(token, { scopes, endsAtMs: Date.now() + TOKEN_LIFETIME_S * 1_000 });
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

  /** Ends every token, as a vendor does after a leak. */
  revokeAll(): void {
    this.#issued.clear();
  }
}
