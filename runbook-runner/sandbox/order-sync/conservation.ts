// Owns the proof that no order is lost or doubled: our own sums, Lumenpay's charges by order reference, what Parcelo and
// Stockline did for each, and the bookings of ledger-export, compared order by order.
import { type Followed, type FollowedAccount, isSoundAt, named } from './followed-account.ts';
import type { HandoverTotals } from './handover.ts';
import { NOTHING, plus, type Sum, same, sumOf } from './order.ts';
import type { OrderBook, Settled } from './order-book.ts';
import type { Payment, Report } from './report.ts';

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
  /** Every settled order is in exactly one place at each upstream that follows, and as it has it itself. */
  readonly fulfilment: Readonly<Record<string, HandoverTotals & { readonly account: Followed }>>;
}

/** What was found, and what it is worth. */
export interface Proof {
  readonly found: Conservation;
  /** When nothing that was read is wrong: whose account could not be read, and why. */
  readonly unread: readonly string[];
}

interface Asked {
  readonly book: OrderBook;
  readonly followers: readonly (readonly [name: string, account: FollowedAccount])[];
  readonly lumenpay: Report<Payment>;
  readonly ledger: Report<Payment> | undefined;
}

/** `expected` are the settled orders that the other side must have by now. */
function compare(report: Report<Payment>, why: string | undefined, expected: readonly Settled[]): Compared {
  const entries = report.entries();
  const amounts = new Map(expected.map(({ order, amount }) => [order, amount]));
  const orders = new Set(entries.map(({ order }) => order));
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

const isWhole = (settled: Sum, { waiting, ahead, done, quarantined, failed }: HandoverTotals): boolean =>
  same(settled, [waiting, ahead, done, quarantined, failed].reduce<Sum>(plus, NOTHING));

async function compareLedger({ book, ledger }: Asked): Promise<Compared> {
  if (ledger === undefined) return ABSENT;
  const why = await ledger.update();
  const last = ledger.entries().at(-1)?.sequence ?? 0;
  return compare(ledger, why, book.settledAfter(0, last));
}

/** What follows on a settled order, by upstream; our sums, the totals and the places are those of one moment. */
async function compareFollowed({ book, followers }: Asked) {
  const compared = await Promise.all(
    followers.map(async ([name, account]) => [name, account, await account.compare()] as const),
  );
  const settled = book.settledAfter(0, Number.POSITIVE_INFINITY).map(({ order }) => order);
  const fulfilment: Conservation['fulfilment'] = Object.fromEntries(
    compared.map(([name, account, said]) => {
      return [name, { ...account.totals(), account: { ...said, misplaced: account.misplaced(settled) } }];
    }),
  );
  return { sums: book.sums(), fulfilment };
}

/** The ledger is a consumer as we are: it need not run. */
const unreadOf = ({
  lumenpay,
  fulfilment,
}: Pick<Conservation, 'lumenpay' | 'fulfilment'>): readonly string[] =>
  [
    ['lumenpay', lumenpay] as const,
    ...Object.entries(fulfilment).map(([name, { account }]) => [name, account] as const),
  ].flatMap(([name, { why }]) => (why === null ? [] : [`${name}: ${why}`]));

/** Our settled orders are taken first: whatever is settled then was charged before, so Lumenpay must have it. */
export async function conservationOf(asked: Asked): Promise<Proof> {
  const { book, lumenpay } = asked;
  const expected = book.settledAfter(0, Number.POSITIVE_INFINITY);
  const [charges, bookings, { sums, fulfilment }] = await Promise.all([
    lumenpay.update().then((why) => compare(lumenpay, why, expected)),
    compareLedger(asked),
    compareFollowed(asked),
  ]);
  const { accepted, queued, inFlight, settled, pending, quarantined, rejected, doubled } = sums;
  const found = [queued, inFlight, settled, pending, quarantined, rejected].reduce(plus);
  const whole = Object.values(fulfilment).every((one) => isWhole(settled, one) && isSoundAt(one.account));
  const followed = Object.values(fulfilment).map(({ account }) => account);
  const wrong = wronglyRejected(asked);
  const sound = [charges, bookings].every(isSound) && wrong.length === 0;
  const agrees = doubled === 0 && same(accepted, found) && sound && whole;
  const unread = unreadOf({ lumenpay: charges, fulfilment });
  const conservation = {
    conserved: agrees && unread.length === 0,
    ...{ accepted, queued, inFlight, settled, pending, quarantined },
    rejected: { ...rejected, reasons: reasonsOf(book) },
    duplicates: [charges, bookings, ...followed].reduce((sum, one) => sum + one.duplicates.length, doubled),
    missing: [
      ...[...charges.missing, ...bookings.missing, ...wrong],
      ...followed.flatMap((one) => [...one.missing, ...one.refused, ...one.misplaced]),
    ],
    lumenpay: charges,
    ledger: bookings,
    fulfilment,
  };
  return { found: conservation, unread: agrees ? unread : [] };
}
