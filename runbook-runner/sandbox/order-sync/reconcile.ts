// Owns putting right what was done without Lumenpay: first what Lumenpay has and we don't know, then what we took on
// trust and it doesn't have.
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import type { Payment, Report } from './report.ts';
import type { Settler } from './settler.ts';

/** Of one upstream: settled there is what it charged, labelled or holds. */
export interface Reconciled {
  /** Orders that were not settled and were looked at. */
  readonly checked: number;
  /** Gone on without the upstream, settled there now. */
  readonly settled: number;
  /** Settled there before without our knowing; our account was corrected, nothing was asked for. */
  readonly corrected: number;
  /** Gone on without the upstream, and still not settled there. */
  readonly left: number;
}

interface Parts {
  readonly book: OrderBook;
  readonly settler: Settler;
  readonly gate: PreflightGate;
  readonly pacer: Pacer;
  readonly report: Report<Payment>;
}

const AT_ONCE = 4;
const MAX_MS = 8_000;

/** Settles in the book what Lumenpay has charged for exactly the amount of the order; answers how many that were. */
function correct({ book, settler, report }: Parts, orders: readonly Order[]): number {
  let corrected = 0;
  for (const order of orders) {
    const [charge, second] = report.of(order.id);
    if (charge === undefined || second !== undefined || charge.amount !== order.amount) continue;
    if (settler.isBusyWith(order)) continue;
    book.settle(order, charge.id, {});
    corrected += 1;
  }
  return corrected;
}

async function settleAll({ book, settler, gate, pacer }: Parts, orders: readonly Order[]): Promise<number> {
  const until = performance.now() + MAX_MS;
  const waiting = [...orders];
  let settled = 0;
  const work = async (): Promise<void> => {
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      if (!gate.open || performance.now() > until) return;
      while (pacer.take(1, performance.now()) === 0) if (!(await pacer.wait(until))) return;
      // Meanwhile it may have been settled, or be under way.
      if (settler.isBusyWith(order) || !book.pending().includes(order)) continue;
      const result = await settler.settle(order);
      if (result.ok) settled += 1;
      else settler.lostTrust(order, result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return settled;
}

/** Answers why Lumenpay's own account could not be read: then nothing is done. */
export async function reconcile(parts: Parts): Promise<Reconciled | string> {
  const why = await parts.report.update();
  if (why !== undefined) return why;
  const { book } = parts;
  const open = book.unsettled();
  const corrected = correct(parts, open);
  const settled = await settleAll(parts, book.pending());
  return { checked: open.length, settled, corrected, left: book.pending().length };
}
