// Owns the orders that are set aside since a record of theirs does not fit, each with its reason, until they are
// queued again.
import { type Order, type Sum, sumOf } from './order.ts';

export interface Quarantined {
  readonly order: Order;
  readonly reason: string;
  readonly at: string;
  readonly traceId: string | null;
}

export class Quarantine {
  readonly #aside = new Map<string, Quarantined>();

  put(order: Order, reason: string, traceId: string | null): void {
    this.#aside.set(order.id, { order, reason, at: new Date().toISOString(), traceId });
  }

  remove(order: Order): void {
    this.#aside.delete(order.id);
  }

  /** Empties it; answers the orders, oldest first. */
  takeAll(): readonly Order[] {
    const orders = this.orders();
    this.#aside.clear();
    return orders;
  }

  entries(): readonly Quarantined[] {
    return [...this.#aside.values()];
  }

  orders(): readonly Order[] {
    return this.entries().map(({ order }) => order);
  }

  sum(): Sum {
    return sumOf(this.orders());
  }
}
