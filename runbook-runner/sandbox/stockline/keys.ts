// Owns the public keys that Stockline knows of us, by key id.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { errors } from 'jose';

const MAX_KEYS = 4;

export class Keys {
  readonly #keys = new Map<string, KeyObject>();
  #registered = 1;

  /** `pem` is a public key, or a private one whose public half counts. */
  add(kid: string, pem: string): void {
    this.#keys.set(kid, createPublicKey(pem));
  }

  /** Takes another public key, and answers the id that it is known by; undefined when there are enough. */
  register(key: KeyObject): string | undefined {
    if (this.#keys.size >= MAX_KEYS) return undefined;
    this.#registered += 1;
    const kid = `hv-${this.#registered}`;
    this.#keys.set(kid, key);
    return kid;
  }

  /** False when there is no such key. */
  remove(kid: string): boolean {
    return this.#keys.delete(kid);
  }

  /** Throws when there is no such key, as the verification of a signature expects. */
  find(kid: string | undefined): KeyObject {
    const key = kid === undefined ? undefined : this.#keys.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
