// Owns the accepted orders that wait or are in work, and how long each waits after a failure.
import { type Order, type Sum, sumOf } from './order.ts';

export interface Waiting {
  readonly order: Order;
  /** Failed attempts since the configuration last changed. */
  readonly attempts: number;
  readonly dueMs: number;
  /** How the last of them failed, and how many failed so without another between them. */
  readonly kind: string | undefined;
  readonly alike: number;
  /** When the last of them failed, and the one before it. */
  readonly failedMs: number;
  readonly failedBeforeMs: number;
}

const BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 1_000;

const fresh = (order: Order): Waiting => ({
  order,
  attempts: 0,
  dueMs: 0,
  kind: undefined,
  alike: 0,
  failedMs: Number.POSITIVE_INFINITY,
  failedBeforeMs: Number.POSITIVE_INFINITY,
});

export class Backlog {
  #queue: Waiting[] = [];
  readonly #inWork = new Map<string, Waiting>();

  add(order: Order): void {
    this.#requeue(fresh(order));
  }

  /** Takes up to `max` orders that are due, oldest first; each must be given back by `finish`, `putBack` or `release`. */
  take(nowMs: number, max: number): readonly Order[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#queue)
      (taken.length < max && waiting.dueMs <= nowMs ? taken : left).push(waiting);
    this.#queue = left;
    for (const waiting of taken) this.#inWork.set(waiting.order.id, waiting);
    return taken.map((waiting) => waiting.order);
  }

  finish(order: Order): void {
    this.#inWork.delete(order.id);
  }

  /** Queues an order again in its old place, after a pause that grows with its attempts; answers how it stands. */
  putBack(order: Order, nowMs: number, kind?: string): Waiting {
    const before = this.#inWork.get(order.id) ?? fresh(order);
    const attempts = before.attempts + 1;
    const pauseMs = Math.min(BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS);
    const alike = before.kind === kind ? before.alike + 1 : 1;
    const failed = { kind, alike, failedMs: nowMs, failedBeforeMs: before.failedMs };
    const waiting = { order, attempts, dueMs: nowMs + pauseMs, ...failed };
    this.#inWork.delete(order.id);
    this.#requeue(waiting);
    return waiting;
  }

  /** Queues an order again that was taken but not tried. */
  release(order: Order): void {
    const before = this.#inWork.get(order.id) ?? fresh(order);
    this.#inWork.delete(order.id);
    this.#requeue(before);
  }

  /** Takes an order out of the queue for good. */
  remove(order: Order): void {
    this.#queue = this.#queue.filter((waiting) => waiting.order.id !== order.id);
  }

  /** Makes every queued order due, when what made them fail has changed; one in work fails anew as well. */
  retryNow(): void {
    this.#queue = this.#queue.map(({ order }) => fresh(order));
    for (const [id, { order }] of this.#inWork) this.#inWork.set(id, fresh(order));
  }

  waiting(): readonly Order[] {
    return this.#queue.map(({ order }) => order);
  }

  inWork(): readonly Order[] {
    return [...this.#inWork.values()].map(({ order }) => order);
  }

  queued(): Sum {
    return sumOf(this.waiting());
  }

  inFlight(): Sum {
    return sumOf(this.inWork());
  }

  #requeue(waiting: Waiting): void {
    const later = this.#queue.findIndex((other) => other.order.id > waiting.order.id);
    this.#queue.splice(later < 0 ? this.#queue.length : later, 0, waiting);
  }
}
