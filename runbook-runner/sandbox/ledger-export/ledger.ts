// Owns the bookings: one a finished order, in the order of settlement, and never two.
export interface Finished {
  /** Counts up from 1 without a gap. */
  readonly sequence: number;
  readonly order: string;
  /** In minor units of EUR. */
  readonly amount: number;
}

export interface Booking extends Finished {
  readonly id: string;
  readonly bookedAt: string;
}

export class Ledger {
  readonly #bookings: Booking[] = [];
  readonly #orders = new Set<string>();
  #amount = 0;
  #repeated = 0;

  /** Sequence number of the last booking: the cursor that is read on from. */
  get cursor(): number {
    return this.#bookings.at(-1)?.sequence ?? 0;
  }

  get booked(): { readonly count: number; readonly amount: number } {
    return { count: this.#bookings.length, amount: this.#amount };
  }

  /** Orders that came a second time and were not booked again. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Books the orders that follow; answers how many. A gap ends it: what is missing comes with the next page. */
  book(orders: readonly Finished[]): number {
    const before = this.#bookings.length;
    for (const { sequence, order, amount } of orders) {
      if (this.#orders.has(order)) this.#repeated += 1;
      else if (sequence !== this.cursor + 1) break;
      else this.#add({ sequence, order, amount });
    }
    return this.#bookings.length - before;
  }

  /** Up to `limit` bookings after a sequence number. */
  after(sequence: number, limit: number): readonly Booking[] {
    return this.#bookings.slice(sequence, sequence + limit);
  }

  #add(finished: Finished): void {
    this.#orders.add(finished.order);
    this.#amount += finished.amount;
    const id = `bk_${String(finished.sequence).padStart(8, '0')}`;
    this.#bookings.push({ ...finished, id, bookedAt: new Date().toISOString() });
  }
}
