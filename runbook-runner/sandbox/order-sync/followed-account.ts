// Owns how an upstream's own account of what followed on our orders compares with ours, order by order, and putting
// right what differs: what it has done without our knowing is not asked for again.
import type { Handover, HandoverTotals } from './handover.ts';
import type { Reconciled } from './reconcile.ts';
import type { Deed, Report } from './report.ts';

export interface Followed {
  /** False when its account could not be read; then the rest says what was known before. */
  readonly compared: boolean;
  readonly why: string | null;
  /** Orders of ours for which something stands there. */
  readonly found: number;
  /** Orders for which more than one thing stands there. */
  readonly duplicates: readonly string[];
  /** Orders that are done here, and stand there under no such id. */
  readonly missing: readonly string[];
  /** Orders that it refused for good, and that stand there all the same. */
  readonly refused: readonly string[];
  /** Settled orders that are in no place here, or in several; and those in a place that are not settled. */
  readonly misplaced: readonly string[];
  /** Orders that stand there, and wait here: not an error yet. */
  readonly ahead: number;
}

/** A list of orders names no more. */
const MOST_NAMED = 100;
const MAX_MS = 8_000;

export const named = (orders: Iterable<string>): readonly string[] => [...orders].slice(0, MOST_NAMED);

export class FollowedAccount {
  readonly #report: Report<Deed>;
  readonly #handover: Handover;

  constructor(report: Report<Deed>, handover: Handover) {
    this.#report = report;
    this.#handover = handover;
  }

  totals(): HandoverTotals {
    return this.#handover.totals();
  }

  /** Ours is taken first: whatever is done then, the upstream must have. */
  async compare(): Promise<Omit<Followed, 'misplaced'>> {
    const done = this.#handover.done();
    const refused = new Set(this.#handover.refused().map(({ id }) => id));
    const why = await this.#report.update();
    const ours = new Set(this.#handover.placed());
    const standing = this.#report
      .orders()
      .filter((order) => ours.has(order))
      .map((order) => [order, this.#standing(order)] as const)
      .filter(([, ids]) => ids.length > 0);
    const missing = [...done].filter(([order, id]) => !this.#standing(order).includes(id));
    const orders = standing.map(([order]) => order);
    return {
      compared: why === undefined,
      why: why ?? null,
      found: standing.length,
      duplicates: named(standing.flatMap(([order, ids]) => (ids.length > 1 ? [order] : []))),
      missing: why === undefined ? named(missing.map(([order]) => order)) : [],
      refused: named(orders.filter((order) => refused.has(order))),
      ahead: orders.filter((order) => !done.has(order) && !refused.has(order)).length,
    };
  }

  /** Each of the settled orders, which are those of now, must be in one place here. */
  misplaced(settled: readonly string[]): readonly string[] {
    const times = new Map(settled.map((order) => [order, 0]));
    const foreign: string[] = [];
    for (const order of this.#handover.placed()) {
      const before = times.get(order);
      if (before === undefined) foreign.push(order);
      else times.set(order, before + 1);
    }
    return named([...foreign, ...[...times].flatMap(([order, count]) => (count === 1 ? [] : [order]))]);
  }

  /** Answers why the account could not be read: then nothing is done. */
  async reconcile(): Promise<Reconciled | string> {
    const why = await this.#report.update();
    if (why !== undefined) return why;
    const open = this.#handover.notDone();
    let corrected = 0;
    for (const order of open) {
      const [id, second] = this.#standing(order.id);
      if (id === undefined || second !== undefined) continue;
      this.#handover.found(order, id);
      corrected += 1;
    }
    const settled = await this.#handover.handOwed(MAX_MS);
    return { checked: open.length, settled, corrected, left: this.totals().ahead.count };
  }

  close(): Promise<void> {
    return this.#report.close();
  }

  /** The upstream's ids of what stands for an order; what it told last of each counts. */
  #standing(order: string): readonly string[] {
    const last = new Map(this.#report.of(order).map(({ id, stands }) => [id, stands]));
    return [...last].flatMap(([id, stands]) => (stands ? [id] : []));
  }
}

/** Whether nothing that could be read is wrong. */
export const isSoundAt = ({ duplicates, missing, refused, misplaced }: Followed): boolean =>
  duplicates.length + missing.length + refused.length + misplaced.length === 0;
