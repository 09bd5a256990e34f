// Owns what order-sync knows of Stockline's levels: the last good copy of each, and the newest version that it saw.
import { AgedCache, type Cached } from './aged-cache.ts';
import type { Level } from './followed-records.ts';

interface Copy {
  readonly level: Level;
  readonly etag: string | undefined;
}

export class StockLevels {
  readonly #copies = new AgedCache<Copy>('level');
  readonly #newest = new Map<string, number>();

  /** One that is older than what is known is left alone. */
  keep(level: Level, etag: string | undefined): void {
    if (level.version < this.newest(level.sku)) return;
    this.#copies.keep(level.sku, { level, etag }, performance.now());
    this.#saw(level.sku, level.version);
  }

  /** Counts what was reserved by us, after which the level has this version; a copy that is as new has it counted. */
  took(sku: string, pieces: number, version: number): void {
    this.#copies.amend(sku, (copy) => {
      const { level, etag } = copy;
      if (version <= level.version) return copy;
      return { level: { ...level, available: Math.max(0, level.available - pieces) }, etag };
    });
    this.#saw(sku, version);
  }

  /** What to ask with, so that a level that did not change is not sent again. */
  etagOf(sku: string): string | undefined {
    return this.#copies.last(sku)?.etag;
  }

  /** The newest version of a level that Stockline told us of, by a level or by a reservation; 0 before the first. */
  newest(sku: string): number {
    return this.#newest.get(sku) ?? 0;
  }

  confirmed(sku: string): Level | undefined {
    return this.#copies.last(sku)?.level;
  }

  find(sku: string, maxAgeSeconds: number): Cached<Level> {
    const found = this.#copies.find(sku, maxAgeSeconds, performance.now());
    return found.ok ? { ok: true, value: found.value.level } : found;
  }

  #saw(sku: string, version: number): void {
    this.#newest.set(sku, Math.max(this.newest(sku), version));
  }
}
