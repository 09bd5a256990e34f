// Owns what came of orders at an upstream that follows: done under an id of its own, or refused for good with the reason.
import { NOTHING, type Order, one, plus, type Sum, sumOf } from './order.ts';

export class Outcomes {
  readonly #done = new Map<string, string>();
  readonly #refused = new Map<string, { readonly order: Order; readonly reason: string }>();
  readonly #onDone: (order: Order, id: string) => void;
  #sum: Sum = NOTHING;

  /** `onDone` hears of each order once. */
  constructor(onDone: (order: Order, id: string) => void) {
    this.#onDone = onDone;
  }

  /** `id` is the upstream's. An order that is done stays done under its first id. */
  did(order: Order, id: string): void {
    this.#refused.delete(order.id);
    if (this.#done.has(order.id)) return;
    this.#done.set(order.id, id);
    this.#sum = plus(this.#sum, one(order));
    this.#onDone(order, id);
  }

  refuse(order: Order, reason: string): void {
    this.#refused.set(order.id, { order, reason });
  }

  get sum(): Sum {
    return this.#sum;
  }

  /** The upstream's id by order, as it is now. */
  done(): ReadonlyMap<string, string> {
    return new Map(this.#done);
  }

  refused(): readonly Order[] {
    return [...this.#refused.values()].map(({ order }) => order);
  }

  refusedByReason(): Sum & { readonly reasons: Readonly<Record<string, number>> } {
    const reasons = new Map<string, number>();
    for (const { reason } of this.#refused.values()) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return { ...sumOf(this.refused()), reasons: Object.fromEntries(reasons) };
  }
}
