// Owns the last good copy of each record of one kind, and how old it may be when it is used.
export type Cached<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string };

export class AgedCache<Value> {
  readonly #what: string;
  readonly #copies = new Map<string, { readonly value: Value; readonly seenMs: number }>();

  /** `what` is a noun, for the reasons: charge, level. */
  constructor(what: string) {
    this.#what = what;
  }

  keep(id: string, value: Value, nowMs: number): void {
    this.#copies.set(id, { value, seenMs: nowMs });
  }

  /** The copy, however old it is. */
  last(id: string): Value | undefined {
    return this.#copies.get(id)?.value;
  }

  /** Counts on a copy what we did ourselves; it grows no younger by it. */
  amend(id: string, change: (value: Value) => Value): void {
    const copy = this.#copies.get(id);
    if (copy !== undefined) this.#copies.set(id, { ...copy, value: change(copy.value) });
  }

  find(id: string, maxAgeSeconds: number, nowMs: number): Cached<Value> {
    const copy = this.#copies.get(id);
    if (copy === undefined) return { ok: false, why: `the ${this.#what} is not in the cache` };
    const ageS = (nowMs - copy.seenMs) / 1_000;
    if (ageS <= maxAgeSeconds) return { ok: true, value: copy.value };
    return {
      ok: false,
      why: `the copy of the ${this.#what} is ${Math.floor(ageS)} s old, ${maxAgeSeconds} s at most`,
    };
  }
}
