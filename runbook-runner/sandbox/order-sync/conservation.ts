// Owns the proof that no order is lost or doubled: our own sums, Lumenpay's charges by order reference, and the
// bookings of ledger-export, compared order by order.

import type { HandoverHealth, HandoverTotals } from './handover.ts';
import { NOTHING, plus, type Sum, same, sumOf } from './order.ts';
import type { OrderBook, Settled } from './order-book.ts';
import type { Report } from './report.ts';

/** How another system's account of the settled orders compares with ours. */
interface Compared {
  /** False when the other side could not be read; then the rest says what was known before. */
  readonly compared: boolean;
  readonly why: string | null;
  readonly found: Sum;
  /** Orders that it has more than once. */
  readonly duplicates: readonly string[];
  /** Settled orders that it should have and has not. */
  readonly missing: readonly string[];
  /** Orders that it has with another amount. */
  readonly differing: readonly string[];
  /** Orders that it has though here they are not settled, or, of the ledger, the other way round: not an error yet. */
  readonly ahead: number;
}

export interface Conservation {
  readonly conserved: boolean;
  readonly accepted: Sum;
  readonly queued: Sum;
  readonly inFlight: Sum;
  readonly settled: Sum;
  readonly pending: Sum;
  readonly quarantined: Sum;
  readonly rejected: Sum & { readonly reasons: Readonly<Record<string, number>> };
  readonly duplicates: number;
  readonly missing: readonly string[];
  readonly lumenpay: Compared;
  readonly ledger: Compared;
  /** Every settled order is in exactly one state at each upstream that follows. */
  readonly fulfilment: Readonly<Record<string, HandoverTotals>>;
}

interface Asked {
  readonly book: OrderBook;
  readonly fulfilment: { health(): Readonly<Record<string, HandoverHealth>> };
  readonly lumenpay: Report;
  readonly ledger: Report | undefined;
}

const MOST_NAMED = 100;

/** `expected` are the settled orders that the other side must have by now. */
function compare(report: Report, why: string | undefined, expected: readonly Settled[]): Compared {
  const entries = report.entries();
  const amounts = new Map(expected.map(({ order, amount }) => [order, amount]));
  const orders = new Set(entries.map(({ order }) => order));
  const named = (ids: Iterable<string>): readonly string[] => [...ids].slice(0, MOST_NAMED);
  return {
    compared: why === undefined,
    why: why ?? null,
    found: sumOf(entries),
    duplicates: named([...orders].filter((order) => report.of(order).length > 1)),
    missing: why === undefined ? named([...amounts.keys()].filter((order) => !orders.has(order))) : [],
    differing: named(
      entries.flatMap(({ order, amount }) => (amount === (amounts.get(order) ?? amount) ? [] : [order])),
    ),
    ahead: [...orders].filter((order) => !amounts.has(order)).length,
  };
}

const ABSENT: Compared = {
  compared: false,
  why: 'ledger-export is not running',
  found: { count: 0, amount: 0 },
  ...{ duplicates: [], missing: [], differing: [], ahead: 0 },
};

const isSound = ({ duplicates, missing, differing }: Compared): boolean =>
  duplicates.length + missing.length + differing.length === 0;

function reasonsOf(book: OrderBook): Readonly<Record<string, number>> {
  const reasons = new Map<string, number>();
  for (const { reason } of book.rejected) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return Object.fromEntries(reasons);
}

/** Rejected orders that Lumenpay charged all the same. */
const wronglyRejected = ({ book, lumenpay }: Asked): readonly string[] =>
  book.rejected.map(({ order }) => order.id).filter((id) => lumenpay.of(id).length > 0);

const totalsOf = ({ fulfilment }: Asked): Readonly<Record<string, HandoverTotals>> =>
  Object.fromEntries(
    Object.entries(fulfilment.health()).map(([name, { waiting, ahead, done, quarantined, failed }]) => [
      name,
      { waiting, ahead, done, quarantined, failed },
    ]),
  );

async function compareLedger({ book, ledger }: Asked): Promise<Compared> {
  if (ledger === undefined) return ABSENT;
  const why = await ledger.update();
  const last = ledger.entries().at(-1)?.sequence ?? 0;
  return compare(ledger, why, book.settledAfter(0, last));
}

/** Our settled orders are taken first: whatever is settled then was charged before, so Lumenpay must have it. */
export async function conservationOf(asked: Asked): Promise<Conservation> {
  const { book, lumenpay } = asked;
  const expected = book.settledAfter(0, Number.POSITIVE_INFINITY);
  const why = await lumenpay.update();
  const charges = compare(lumenpay, why, expected);
  const bookings = await compareLedger(asked);
  const { accepted, queued, inFlight, settled, pending, quarantined, rejected, doubled } = book.sums();
  const found = [queued, inFlight, settled, pending, quarantined, rejected].reduce(plus);
  const fulfilment = totalsOf(asked);
  const followed = Object.values(fulfilment).every(({ waiting, ahead, done, quarantined, failed }) =>
    same(settled, [waiting, ahead, done, quarantined, failed].reduce<Sum>(plus, NOTHING)),
  );
  const wrong = wronglyRejected(asked);
  const sound = isSound(charges) && isSound(bookings) && wrong.length === 0;
  return {
    conserved: doubled === 0 && same(accepted, found) && sound && followed && charges.compared,
    ...{ accepted, queued, inFlight, settled, pending, quarantined },
    rejected: { ...rejected, reasons: reasonsOf(book) },
    duplicates: doubled + charges.duplicates.length + bookings.duplicates.length,
    missing: [...charges.missing, ...bookings.missing, ...wrong],
    lumenpay: charges,
    ledger: bookings,
    fulfilment,
  };
}
