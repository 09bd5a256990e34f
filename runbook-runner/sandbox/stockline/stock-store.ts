// Owns Stockline's levels and reservations: no piece is promised twice, each change is a new version.
import type { Account } from '../account.ts';
import { seededHex } from '../test-data/random.ts';
import { type StockLevel, seededStock } from '../test-data/stock.ts';

export interface Reservation {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  /** The caller's own name for it, such as an order's id. */
  readonly reference: string;
  readonly status: 'held' | 'released';
  /** Version of the level after the reservation. */
  readonly stock_version: number;
  /** RFC 3339, UTC. */
  readonly created: string;
}

export class StockStore {
  readonly #levels: Map<string, StockLevel>;
  readonly #reservations = new Map<string, Reservation>();
  readonly #seed: number;
  readonly #account: Account;

  /** `account` hears of each reservation, and of each that is released. */
  constructor(seed: number, account: Account) {
    this.#seed = seed;
    this.#account = account;
    this.#levels = new Map(seededStock(seed).map((level) => [level.sku, level]));
  }

  level(sku: string): StockLevel | undefined {
    return this.#levels.get(sku);
  }

  levels(): readonly StockLevel[] {
    return [...this.#levels.values()];
  }

  /** The level with another count; undefined when fewer than are reserved would be there. */
  count(level: StockLevel, onHand: number): StockLevel | undefined {
    return onHand < level.reserved ? undefined : this.#change(level, { on_hand: onHand });
  }

  reservation(id: string): Reservation | undefined {
    return this.#reservations.get(id);
  }

  /** Undefined when so many are not available. */
  reserve(level: StockLevel, quantity: number, reference: string): Reservation | undefined {
    if (quantity > level.available) return undefined;
    const { sku } = level;
    const { version } = this.#change(level, { reserved: level.reserved + quantity });
    const id = `rsv_${seededHex(this.#seed, `reservation:${this.#reservations.size + 1}`, 12)}`;
    const created = new Date().toISOString();
    return this.#keep({ id, sku, quantity, reference, status: 'held', stock_version: version, created });
  }

  /** Gives the pieces back; a second time changes nothing. */
  release(reservation: Reservation): Reservation {
    const level = this.#levels.get(reservation.sku);
    if (reservation.status === 'released' || !level) return reservation;
    const { version } = this.#change(level, { reserved: level.reserved - reservation.quantity });
    return this.#keep({ ...reservation, status: 'released', stock_version: version });
  }

  #keep(reservation: Reservation): Reservation {
    this.#reservations.set(reservation.id, reservation);
    this.#account.tell(reservation.reference, reservation.id, reservation.status === 'held');
    return reservation;
  }

  #change(level: StockLevel, change: Partial<Pick<StockLevel, 'on_hand' | 'reserved'>>): StockLevel {
    const counted = { ...level, ...change };
    const available = counted.on_hand - counted.reserved;
    const version = level.version + 1;
    const changed = { ...counted, available, version, updated: new Date().toISOString() };
    this.#levels.set(level.sku, changed);
    return changed;
  }
}
