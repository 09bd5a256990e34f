// Owns the accepted orders: queued, in work, processed. Counts and amounts are kept apart, so that a loss would show.
import type { Mode } from './settings.ts';

export interface Order {
  readonly id: string;
  readonly charge: string;
  /** In minor units of EUR. */
  readonly amount: number;
  readonly acceptedAt: string;
}

export interface Sum {
  readonly count: number;
  /** In minor units of EUR. */
  readonly amount: number;
}

export interface OrderTotals {
  readonly accepted: Sum;
  readonly processed: Sum;
  /** Waiting or in work. */
  readonly queued: Sum;
  /** Processed without a live charge, and not confirmed by one yet. */
  readonly unconfirmed: Sum;
  /** Accepted = processed + queued, in count and amount, and none processed twice. */
  readonly conserved: boolean;
}

interface Waiting {
  readonly order: Order;
  readonly attempts: number;
  readonly dueMs: number;
}

const BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 1_000;

const add = (sum: Sum, order: Order): Sum => ({ count: sum.count + 1, amount: sum.amount + order.amount });
const sumOf = (orders: Iterable<Order>): Sum => {
  let sum: Sum = { count: 0, amount: 0 };
  for (const order of orders) sum = add(sum, order);
  return sum;
};

export class OrderBook {
  #accepted: Sum = { count: 0, amount: 0 };
  #processed: Sum = { count: 0, amount: 0 };
  #doubled = 0;
  #queue: Waiting[] = [];
  readonly #inWork = new Map<string, Waiting>();
  readonly #done = new Set<string>();
  /** Orders by the charge that would confirm them. */
  readonly #unconfirmed = new Map<string, Order[]>();

  accept(order: Order): void {
    this.#accepted = add(this.#accepted, order);
    this.#queue.push({ order, attempts: 0, dueMs: 0 });
  }

  /** Takes up to `max` orders that are due, oldest first; each must be given back by `process`, `putBack` or `release`. */
  take(nowMs: number, max: number): readonly Order[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#queue)
      (taken.length < max && waiting.dueMs <= nowMs ? taken : left).push(waiting);
    this.#queue = left;
    for (const waiting of taken) this.#inWork.set(waiting.order.id, waiting);
    return taken.map((waiting) => waiting.order);
  }

  process(order: Order, mode: Mode): void {
    this.#inWork.delete(order.id);
    if (this.#done.has(order.id)) this.#doubled += 1;
    this.#done.add(order.id);
    this.#processed = add(this.#processed, order);
    if (mode === 'live') this.confirm(order.charge, order.amount);
    else this.#unconfirmed.set(order.charge, [...(this.#unconfirmed.get(order.charge) ?? []), order]);
  }

  /** Up to `max` charges that would confirm orders which were processed without them. */
  unconfirmed(max: number): readonly string[] {
    return [...this.#unconfirmed.keys()].slice(0, Math.max(0, max));
  }

  /** Confirms the orders on a live charge; an order of another amount stays unconfirmed, for a person to look at. */
  confirm(charge: string, amount: number): void {
    const others = (this.#unconfirmed.get(charge) ?? []).filter((order) => order.amount !== amount);
    if (others.length === 0) this.#unconfirmed.delete(charge);
    else this.#unconfirmed.set(charge, others);
  }

  /** Queues an order again in its old place, after a pause that grows with its attempts. */
  putBack(order: Order, nowMs: number): void {
    const attempts = (this.#inWork.get(order.id)?.attempts ?? 0) + 1;
    const pauseMs = Math.min(BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS);
    this.#requeue({ order, attempts, dueMs: nowMs + pauseMs });
  }

  /** Queues an order again that was taken but not tried. */
  release(order: Order): void {
    this.#requeue(this.#inWork.get(order.id) ?? { order, attempts: 0, dueMs: 0 });
  }

  #requeue(waiting: Waiting): void {
    const { order } = waiting;
    this.#inWork.delete(order.id);
    const later = this.#queue.findIndex((other) => other.order.id > order.id);
    this.#queue.splice(later < 0 ? this.#queue.length : later, 0, waiting);
  }

  /** Makes every queued order due, when what made them fail has changed. */
  retryNow(): void {
    this.#queue = this.#queue.map((waiting) => ({ ...waiting, attempts: 0, dueMs: 0 }));
  }

  totals(): OrderTotals {
    const queued = sumOf([...this.#queue, ...this.#inWork.values()].map((waiting) => waiting.order));
    const [accepted, processed] = [this.#accepted, this.#processed];
    const conserved =
      this.#doubled === 0 &&
      accepted.count === processed.count + queued.count &&
      accepted.amount === processed.amount + queued.amount;
    return {
      accepted,
      processed,
      queued,
      unconfirmed: sumOf([...this.#unconfirmed.values()].flat()),
      conserved,
    };
  }
}
