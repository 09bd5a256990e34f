// Owns Lumenpay's API clients and their secrets: two at most for each, so that one can replace the other.
import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export interface ClientSecret {
  readonly keyId: string;
  readonly secret: string;
}

const MAX_SECRETS = 2;

/** Compares without telling by its time how much was right. */
function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The id of the first secret of a client, which it got with its account. */
export const firstKeyId = (clientId: string): string => `lk_${clientId}_1`;

export class Clients {
  readonly #secrets = new Map<string, readonly ClientSecret[]>();
  #issued = 1;

  constructor(clients: readonly Client[]) {
    for (const { id, secret } of clients) this.#secrets.set(id, [{ keyId: firstKeyId(id), secret }]);
  }

  has(id: string): boolean {
    return this.#secrets.has(id);
  }

  /** The id of the secret that was shown, or undefined when it opens nothing. */
  keyOf({ id, secret }: Client): string | undefined {
    return this.#secrets.get(id)?.find((known) => same(known.secret, secret))?.keyId;
  }

  /** A second secret; undefined when there are two already. */
  issue(id: string): ClientSecret | undefined {
    const secrets = this.#secrets.get(id) ?? [];
    if (secrets.length >= MAX_SECRETS) return undefined;
    this.#issued += 1;
    const keyId = `lk_${id}_${this.#issued}`;
    const issued = { keyId, secret: `lp_test_${randomBytes(16).toString('hex')}` };
    this.#secrets.set(id, [...secrets, issued]);
    return issued;
  }

  /** False when the client has no such secret. */
  revoke(id: string, keyId: string): boolean {
    const secrets = this.#secrets.get(id) ?? [];
    this.#secrets.set(
      id,
      secrets.filter((secret) => secret.keyId !== keyId),
    );
    return secrets.some((secret) => secret.keyId === keyId);
  }
}
