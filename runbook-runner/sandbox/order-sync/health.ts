// Owns what GET /health says: whether orders flow, how they are processed, and that none is lost.
import type { OrderTotals } from './order-book.ts';
import type { OrderLoop, Parts } from './order-loop.ts';
import type { Counts } from './outcome-window.ts';
import type { PreflightFailure } from './preflight-gate.ts';
import { type Mode, modeOf } from './settings.ts';

export interface Health {
  readonly flow: 'ok' | 'stalled';
  readonly mode: Mode;
  /** Orders processed and attempts failed in the last two seconds, under the revision in force. */
  readonly window: Counts;
  readonly lastProcessedAt: string | null;
  readonly preflight: { readonly ok: boolean; readonly failed: readonly PreflightFailure[] };
  readonly revision: number;
  readonly orders: OrderTotals;
}

export function healthOf(parts: Parts, loop: OrderLoop): Health {
  const { revision, config } = parts.settings.current;
  const now = performance.now();
  return {
    flow: parts.window.flow(now),
    mode: modeOf(config),
    window: parts.window.counts(now),
    lastProcessedAt: loop.lastProcessedAt,
    preflight: { ok: parts.gate.open, failed: parts.gate.failed },
    revision,
    orders: parts.book.totals(),
  };
}
