// Owns the accepted orders and where each of them is: waiting, in work, settled, pending, quarantined, rejected.
import { Backlog, type Waiting } from './backlog.ts';
import type { Mode } from './config.ts';
import { NOTHING, type Order, one, plus, type Sum, same, sumOf } from './order.ts';
import { Quarantine, type Quarantined } from './quarantine.ts';

/** An order that was charged; `sequence` counts up from 1 in the order of settlement. */
export interface Settled {
  readonly sequence: number;
  readonly order: string;
  /** The new charge at Lumenpay. */
  readonly charge: string;
  readonly amount: number;
  readonly settledAt: string;
  /** Fields of the charge that the contract does not know, where they are kept. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Processed without a live charge, and not charged yet. */
export interface Pending {
  readonly order: Order;
  readonly mode: Exclude<Mode, 'live'>;
}

export interface Rejected {
  readonly order: Order;
  readonly reason: string;
  readonly at: string;
}

export interface OrderTotals {
  readonly accepted: Sum;
  /** Settled or pending. */
  readonly processed: Sum;
  /** Waiting or in work. */
  readonly queued: Sum;
  /** Processed without a live charge, and not charged yet. */
  readonly unconfirmed: Sum;
  readonly quarantined: Sum;
  readonly rejected: Sum;
  /** Accepted = processed + queued + quarantined + rejected, in count and amount, and none settled twice. */
  readonly conserved: boolean;
}

const ordersOf = (entries: Iterable<{ readonly order: Order }>): Sum =>
  sumOf([...entries].map(({ order }) => order));

export class OrderBook {
  readonly backlog = new Backlog();
  readonly #onSettled: (order: Order) => void;
  #accepted: Sum = NOTHING;
  #settledSum: Sum = NOTHING;
  #doubled = 0;
  readonly #settled: Settled[] = [];
  readonly #chargeOf = new Map<string, string>();
  readonly #pending = new Map<string, Pending>();
  readonly #quarantine = new Quarantine();
  readonly #rejected = new Map<string, Rejected>();

  /** `onSettled` hears of each order once, when it was charged. */
  constructor(onSettled: (order: Order) => void = () => {}) {
    this.#onSettled = onSettled;
  }

  accept(order: Order): void {
    this.#accepted = plus(this.#accepted, one(order));
    this.backlog.add(order);
  }

  /** The order was charged, whether it was in work or pending. A second charge of an order is a doubling. */
  settle(order: Order, charge: string, extra: Settled['extra']): void {
    this.#takeOut(order);
    const before = this.#chargeOf.get(order.id);
    if (before !== undefined && before !== charge) this.#doubled += 1;
    if (before !== undefined) return;
    this.#chargeOf.set(order.id, charge);
    this.#settledSum = plus(this.#settledSum, one(order));
    const sequence = this.#settled.length + 1;
    const settledAt = new Date().toISOString();
    this.#settled.push({ sequence, order: order.id, charge, amount: order.amount, settledAt, extra });
    this.#onSettled(order);
  }

  /** The order was taken without Lumenpay; it is charged later. */
  pend(order: Order, mode: Pending['mode']): void {
    this.backlog.finish(order);
    this.#pending.set(order.id, { order, mode });
  }

  quarantine(order: Order, reason: string, traceId: string | null): void {
    this.#takeOut(order);
    this.#quarantine.put(order, reason, traceId);
  }

  reject(order: Order, reason: string): void {
    this.#takeOut(order);
    this.#rejected.set(order.id, { order, reason, at: new Date().toISOString() });
  }

  /** The order is no longer taken on trust: it waits to be charged. */
  queueAgain(order: Order): void {
    if (this.#pending.delete(order.id)) this.backlog.add(order);
  }

  putBack(order: Order, nowMs: number, kind?: string): Waiting {
    return this.backlog.putBack(order, nowMs, kind);
  }

  /** Queues what is in quarantine again; answers how many orders that are. */
  retryQuarantined(): number {
    const orders = this.#quarantine.takeAll();
    for (const order of orders) this.backlog.add(order);
    return orders.length;
  }

  /** Up to `max` orders that were taken without Lumenpay, oldest first. */
  pending(max = Number.POSITIVE_INFINITY): readonly Order[] {
    return [...this.#pending.values()].slice(0, Math.max(0, max)).map(({ order }) => order);
  }

  /** All that is accepted and neither settled nor in work. */
  unsettled(): readonly Order[] {
    const aside = [...this.#pending.values(), ...this.#quarantine.entries(), ...this.#rejected.values()];
    return [...this.backlog.waiting(), ...aside.map(({ order }) => order)];
  }

  get quarantined(): readonly Quarantined[] {
    return this.#quarantine.entries();
  }

  get rejected(): readonly Rejected[] {
    return [...this.#rejected.values()];
  }

  /** Up to `max` settled orders after a sequence number. */
  settledAfter(sequence: number, max: number): readonly Settled[] {
    return this.#settled.slice(sequence, sequence + max);
  }

  sums() {
    const pending = [...this.#pending.values()];
    return {
      accepted: this.#accepted,
      queued: this.backlog.queued(),
      inFlight: this.backlog.inFlight(),
      settled: this.#settledSum,
      pending: ordersOf(pending),
      fromCache: ordersOf(pending.filter(({ mode }) => mode === 'cached')),
      quarantined: this.#quarantine.sum(),
      rejected: ordersOf(this.#rejected.values()),
      doubled: this.#doubled,
    };
  }

  totals(): OrderTotals {
    const { accepted, settled, pending, quarantined, rejected, doubled, ...waiting } = this.sums();
    const [processed, queued] = [plus(settled, pending), plus(waiting.queued, waiting.inFlight)];
    const found = [processed, queued, quarantined, rejected].reduce(plus);
    const conserved = doubled === 0 && same(accepted, found);
    return { accepted, processed, queued, unconfirmed: pending, quarantined, rejected, conserved };
  }

  #takeOut(order: Order): void {
    this.backlog.finish(order);
    this.backlog.remove(order);
    this.#pending.delete(order.id);
    this.#quarantine.remove(order);
    this.#rejected.delete(order.id);
  }
}
