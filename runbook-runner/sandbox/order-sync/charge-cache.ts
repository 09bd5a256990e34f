// Owns the last good copy of each charge, and how old it may be when it is used.
import type { Charge } from './charge.ts';

export type Cached =
  | { readonly ok: true; readonly charge: Charge }
  | { readonly ok: false; readonly why: string };

export class ChargeCache {
  readonly #copies = new Map<string, { readonly charge: Charge; readonly seenMs: number }>();

  keep(charge: Charge, nowMs: number): void {
    this.#copies.set(charge.id, { charge, seenMs: nowMs });
  }

  find(id: string, maxAgeSeconds: number, nowMs: number): Cached {
    const copy = this.#copies.get(id);
    if (copy === undefined) return { ok: false, why: 'the charge is not in the cache' };
    const ageS = (nowMs - copy.seenMs) / 1_000;
    if (ageS <= maxAgeSeconds) return { ok: true, charge: copy.charge };
    return {
      ok: false,
      why: `the copy of the charge is ${Math.floor(ageS)} s old, ${maxAgeSeconds} s at most`,
    };
  }
}
