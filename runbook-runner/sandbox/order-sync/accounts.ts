// Owns the other sides' accounts of our orders, and what is asked of them: the proof that none is lost, and
// putting right what was done without an upstream.
import { conservationOf, type Proof } from './conservation.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { OrderBook } from './order-book.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
import { type Office, Payment, Report } from './report.ts';
import type { Settler } from './settler.ts';

export interface AccountOptions {
  /** Lumenpay's back office, which is not behind the fault proxy, and what opens it. */
  readonly settlements: Office;
  /** ledger-export, when it runs. */
  readonly ledger: () => { readonly url: string; readonly token: string } | undefined;
  readonly clientId: string;
}

/** `why` its own account could not be read: then nothing was done there. */
export type ReconciledAt =
  | ({ readonly done: true } & Reconciled)
  | { readonly done: false; readonly why: string };

const told = (result: Reconciled | string): ReconciledAt =>
  typeof result === 'string' ? { done: false, why: result } : { done: true, ...result };

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
  readonly #lumenpay: Report<Payment>;
  #ledger: Report<Payment> | undefined;

  constructor(parts: Parts, { settlements, ledger, clientId }: AccountOptions) {
    this.#parts = parts;
    this.#ledgerPlace = ledger;
    const path = `/operator/settlements/${clientId}`;
    this.#lumenpay = new Report({ ...settlements, path, entry: Payment });
  }

  conservation(): Promise<Proof> {
    const place = this.#ledgerPlace();
    if (place !== undefined) this.#ledger ??= new Report({ ...place, path: '/bookings', entry: Payment });
    const { book, fulfilment } = this.#parts;
    return conservationOf({
      book,
      followers: fulfilment.accounts,
      lumenpay: this.#lumenpay,
      ledger: this.#ledger,
    });
  }

  /** By upstream: the trouble of one keeps none of the others from being reconciled. */
  async reconcile(): Promise<Readonly<Record<string, ReconciledAt>>> {
    const asked = [
      ['lumenpay', reconcile({ ...this.#parts, report: this.#lumenpay })] as const,
      ...this.#parts.fulfilment.accounts.map(([name, account]) => [name, account.reconcile()] as const),
    ];
    const all = asked.map(async ([name, result]) => [name, told(await result)] as const);
    return Object.fromEntries(await Promise.all(all));
  }

  async close(): Promise<void> {
    await this.#lumenpay.close();
    await this.#ledger?.close();
  }
}
