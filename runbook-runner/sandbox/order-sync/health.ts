// Owns what GET /health says: whether orders flow, how they are processed, and that none is lost.
import { type Mode, modeOf } from './config.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { HandoverHealth } from './handover.ts';
import type { OrderBook, OrderTotals } from './order-book.ts';
import type { OrderLoop } from './order-loop.ts';
import type { Counts, OutcomeWindow } from './outcome-window.ts';
import type { PreflightFailure, PreflightGate } from './preflight-gate.ts';
import type { Settings } from './settings.ts';
import type { TrackingHealth } from './tracking.ts';

export interface Health {
  readonly flow: 'ok' | 'stalled';
  readonly mode: Mode;
  /** Orders processed and attempts failed in the last two seconds, under the revision in force. */
  readonly window: Counts;
  readonly lastProcessedAt: string | null;
  readonly preflight: { readonly ok: boolean; readonly failed: readonly PreflightFailure[] };
  readonly revision: number;
  readonly orders: OrderTotals;
  /** What follows on a settled order, by upstream. */
  readonly fulfilment: Readonly<Record<string, HandoverHealth>>;
  /** Whether customers get the tracking numbers of their parcels. */
  readonly tracking: TrackingHealth;
}

export interface Vitals {
  readonly settings: Settings;
  readonly window: OutcomeWindow;
  readonly gate: PreflightGate;
  readonly book: OrderBook;
  readonly loop: OrderLoop;
  readonly fulfilment: Fulfilment;
}

export function healthOf({ settings, window, gate, book, loop, fulfilment }: Vitals): Health {
  const { revision, config } = settings.current;
  const now = performance.now();
  return {
    flow: window.flow(now),
    mode: modeOf(config),
    window: window.counts(now),
    lastProcessedAt: loop.lastProcessedAt,
    preflight: { ok: gate.open, failed: gate.failed },
    revision,
    orders: book.totals(),
    fulfilment: fulfilment.health(),
    tracking: fulfilment.tracking.health(now),
  };
}
