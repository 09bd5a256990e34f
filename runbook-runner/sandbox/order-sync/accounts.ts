// Owns the other sides' accounts of our orders, and what is asked of them: the proof that none is lost, and
// putting right what was done without Lumenpay.
import { type Conservation, conservationOf } from './conservation.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { OrderBook } from './order-book.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
import { Report } from './report.ts';
import type { Settler } from './settler.ts';

export interface AccountOptions {
  /** Lumenpay's back office, which is not behind the fault proxy, and what opens it. */
  readonly settlements: { readonly url: string; readonly token: string; readonly ca: string };
  /** ledger-export, when it runs. */
  readonly ledger: () => { readonly url: string; readonly token: string } | undefined;
  readonly clientId: string;
}

interface Parts {
  readonly book: OrderBook;
  readonly settler: Settler;
  readonly gate: PreflightGate;
  readonly pacer: Pacer;
  readonly fulfilment: Fulfilment;
}

export class Accounts {
  readonly #parts: Parts;
  readonly #ledgerPlace: AccountOptions['ledger'];
  readonly #lumenpay: Report;
  #ledger: Report | undefined;

  constructor(parts: Parts, { settlements, ledger, clientId }: AccountOptions) {
    this.#parts = parts;
    this.#ledgerPlace = ledger;
    this.#lumenpay = new Report({ ...settlements, path: `/operator/settlements/${clientId}` });
  }

  conservation(): Promise<Conservation> {
    const place = this.#ledgerPlace();
    if (place !== undefined) this.#ledger ??= new Report({ ...place, path: '/bookings' });
    const { book, fulfilment } = this.#parts;
    return conservationOf({ book, fulfilment, lumenpay: this.#lumenpay, ledger: this.#ledger });
  }

  reconcile(): Promise<Reconciled | string> {
    return reconcile({ ...this.#parts, report: this.#lumenpay });
  }

  async close(): Promise<void> {
    await this.#lumenpay.close();
    await this.#ledger?.close();
  }
}
