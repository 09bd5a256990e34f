// Owns going back to an earlier configuration: what it would change and put at risk, and doing it in stages, so that
// no order is in work under two configurations.
import { type Change, changesBetween } from './config-changes.ts';
import { plus, type Sum } from './order.ts';
import type { OrderBook } from './order-book.ts';
import { BATCH_PER_TICK, type OrderLoop, TICK_MS } from './order-loop.ts';
import type { Revision, Settings } from './settings.ts';

export interface RollbackPlan {
  readonly revision: number;
  readonly target: number;
  readonly changes: readonly Change[];
  readonly stages: readonly { readonly name: string; readonly expectedMs: number }[];
  /** What would wait, be repeated or rest on copies while it happens. Nothing of it is lost. */
  readonly atRisk: {
    readonly queued: Sum;
    readonly inFlight: Sum;
    /** At whichever upstream; each order once. */
    readonly quarantined: Sum;
    readonly servedFromCache: Sum;
  };
}

interface Desk {
  readonly settings: Settings;
  readonly book: OrderBook;
  readonly loop: OrderLoop;
  /** Orders that are set aside after their charge. */
  readonly asideLater: () => Sum;
  /** Median time of an exchange lately, in milliseconds. */
  readonly exchangeMs: () => number;
}

/** After this, what is still in work ends under the new configuration. */
const MAX_DRAIN_MS = 1_500;

export class RollbackDesk {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  plan(target: Revision): RollbackPlan {
    const { settings, book, exchangeMs, asideLater } = this.#desk;
    const { queued, inFlight, quarantined: aside, fromCache } = book.sums();
    // Who is set aside at Lumenpay has not come to the others yet.
    const quarantined = plus(aside, asideLater());
    const drainMs = inFlight.count === 0 ? 0 : Math.min(MAX_DRAIN_MS, Math.ceil(2 * exchangeMs()));
    const catchUpMs = Math.ceil(queued.count / BATCH_PER_TICK) * TICK_MS;
    return {
      revision: settings.current.revision,
      target: target.revision,
      changes: changesBetween(settings.current.config, target.config),
      stages: [
        { name: 'hold new work', expectedMs: 0 },
        { name: 'let work in flight end', expectedMs: drainMs },
        { name: 'apply the configuration', expectedMs: 1 },
        { name: 'resume, and work off the queue', expectedMs: catchUpMs },
      ],
      atRisk: { queued, inFlight, quarantined, servedFromCache: fromCache },
    };
  }

  async rollBack(target: Revision): Promise<Revision> {
    const { settings, loop } = this.#desk;
    const resume = loop.hold();
    try {
      await loop.idle(MAX_DRAIN_MS);
      return settings.rollBack(target);
    } finally {
      resume();
    }
  }
}
