// Owns idempotency keys: the first outcome of a key is kept, and answered to every repetition.
import { createHash } from 'node:crypto';

export interface Reply {
  readonly status: 200 | 201 | 409;
  readonly body: unknown;
}

export type Replayed<Kept = Reply> =
  | { readonly kind: 'first' | 'replayed'; readonly reply: Kept }
  /** The key was used before for another request. */
  | { readonly kind: 'mismatch' };

const MAX_KEYS = 100_000;

export class IdempotentReplies<Kept = Reply> {
  readonly #kept = new Map<string, { readonly digest: string; readonly reply: Kept }>();

  /** Produces the reply once a key; `request` is what must be equal for a repetition. Without a key it always produces. */
  answer(key: string | undefined, request: unknown, produce: () => Kept): Replayed<Kept> {
    if (key === undefined) return { kind: 'first', reply: produce() };
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
    const kept = this.#kept.get(key);
    if (kept) return kept.digest === digest ? { kind: 'replayed', reply: kept.reply } : { kind: 'mismatch' };
    const reply = produce();
    this.#kept.set(key, { digest, reply });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MAX_KEYS && !oldest.done) this.#kept.delete(oldest.value);
    return { kind: 'first', reply };
  }

  /** Lets the key be used anew. */
  forget(key: string): void {
    this.#kept.delete(key);
  }
}
