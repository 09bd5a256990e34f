// Owns the public keys that Stockline knows of us, by key id.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { errors } from 'jose';

export class Keys {
  readonly #keys = new Map<string, KeyObject>();

  /** `pem` is a public key, or a private one whose public half counts. */
  add(kid: string, pem: string): void {
    this.#keys.set(kid, createPublicKey(pem));
  }

  /** Throws when there is no such key, as the verification of a signature expects. */
  find(kid: string | undefined): KeyObject {
    const key = kid === undefined ? undefined : this.#keys.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
