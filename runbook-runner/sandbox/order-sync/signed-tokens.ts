// Owns the tokens that order-sync signs itself for Stockline (RFC 7519), each used for half of its time.
import { importPKCS8, SignJWT } from 'jose';
import type { Key } from './key-slots.ts';

export interface SignedToken {
  readonly value: string;
  readonly keyId: string;
  readonly endsAtMs: number;
}

const ISSUER = 'harbour-vine';
const AUDIENCE = 'https://api.stockline.example';
const LIFETIME_S = 300;

/** A new token of the key. */
export async function signedBy({ keyId, secret }: Key): Promise<SignedToken> {
  const value = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_S}s`)
    .sign(await importPKCS8(secret, 'ES256'));
  return { value, keyId, endsAtMs: Date.now() + LIFETIME_S * 1_000 };
}

export class SignedTokens {
  readonly #key: () => Key;
  #token: SignedToken | undefined;

  /** `key` tells the key that signs now. */
  constructor(key: () => Key) {
    this.#key = key;
  }

  /** A token of the key that signs now, with at least half of its time left. */
  async current(): Promise<SignedToken> {
    const key = this.#key();
    const { keyId, endsAtMs = 0 } = this.#token ?? {};
    const good = keyId === key.keyId && endsAtMs - Date.now() > LIFETIME_S * 500;
    const token = good && this.#token ? this.#token : await signedBy(key);
    this.#token = token;
    return token;
  }
}
