// Owns how one order is settled: its charge is read, compared, and charged again with the order's reference.

import type { AgedCache } from './aged-cache.ts';
import type { Charge } from './charge.ts';
import type { Config } from './config.ts';
import type { Answer, Failure } from './connection.ts';
import { failure } from './connection.ts';
import type { EventLog } from './event-log.ts';
import { heed } from './heed.ts';
import type { LumenpayClient } from './lumenpay-client.ts';
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import type { Sentence } from './sentence.ts';

interface Parts {
  readonly lumenpay: LumenpayClient;
  readonly cache: AgedCache<Charge>;
  readonly book: OrderBook;
  readonly gate: PreflightGate;
  readonly pacer: Pacer;
  readonly config: () => Config;
  readonly log: EventLog;
}

export type Settlement = { readonly ok: true; readonly traceId: string } | Failure;

/** Why the charge does not stand for the order, or undefined. A charge that was given back decides the order. */
function mismatch(charge: Charge, order: Order, traceId: string): Failure | undefined {
  if (charge.status === 'failed' || charge.status === 'refunded')
    return failure('refused', `charge-${charge.status}`, traceId);
  if (charge.status === 'succeeded' && charge.amount === order.amount && charge.currency === 'EUR')
    return undefined;
  return failure('schema', `the charge is ${charge.status}, ${charge.amount} ${charge.currency}`, traceId);
}

export class Settler {
  readonly #parts: Parts;
  readonly #busy = new Set<string>();
  #filling = false;
  #filled = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isBusyWith(order: Order): boolean {
    return this.#busy.has(order.id);
  }

  /** Fills the cache once; asked again, it does so only after it could not. */
  async fillCache(): Promise<void> {
    if (this.#filling || this.#filled) return;
    this.#filling = true;
    this.#filled = await this.renewAll();
    this.#filling = false;
  }

  /** Reads the charges that orders are paid with again; false when they could not be read. */
  async renewAll(): Promise<boolean> {
    const { lumenpay, cache } = this.#parts;
    const charges = await lumenpay.charges();
    if (charges.ok) for (const charge of charges.value) cache.keep(charge.id, charge, performance.now());
    return charges.ok;
  }

  /** Reads one charge again; the copy stays as it is when that fails. */
  async renew(id: string): Promise<void> {
    const { lumenpay, cache, gate } = this.#parts;
    const read = gate.open ? await lumenpay.charge(id) : undefined;
    if (read?.ok) cache.keep(id, read.value, performance.now());
  }

  whyNotFromCache(order: Order): string | undefined {
    const { cache, config } = this.#parts;
    const { maxAgeSeconds } = config().fallback;
    const copy = cache.find(order.charge, maxAgeSeconds, performance.now());
    if (!copy.ok) return copy.why;
    if (copy.value.status !== 'succeeded') return `the copy of the charge is ${copy.value.status}`;
    return copy.value.amount === order.amount ? undefined : 'the copy of the charge has another amount';
  }

  /** Settles the order in the book, or says why it could not. Nobody else may be at the same order. */
  async settle(order: Order): Promise<Settlement> {
    this.#busy.add(order.id);
    try {
      const read = await this.#read(order);
      if (!read.ok) return read;
      const made = await this.#heard(this.#parts.lumenpay.chargeFor(order));
      if (!made.ok) return made;
      this.#parts.book.settle(order, made.value.id, read.value.extra);
      return { ok: true, traceId: read.traceId };
    } finally {
      this.#busy.delete(order.id);
    }
  }

  /**
   * An order that was taken on trust could not be charged. Refused, it waits with the others, and is rejected by the
   * rule that holds for them; what may pass by itself leaves it as it is.
   */
  lostTrust(order: Order, failed: Failure): void {
    if (failed.kind === 'unfit') this.setAside(order, 'quarantine', failed);
    if (failed.kind === 'refused') this.#parts.book.queueAgain(order);
  }

  setAside(order: Order, sentence: Sentence, { detail, traceId }: Failure): void {
    const { book, log } = this.#parts;
    if (sentence === 'reject') book.reject(order, detail);
    else book.quarantine(order, detail, traceId);
    const event = sentence === 'reject' ? 'order.rejected' : 'order.quarantined';
    log.write({ level: 'warn', event, order: order.id, charge: order.charge, detail, traceId });
  }

  async #read(order: Order): Promise<Answer<Charge>> {
    const read = await this.#heard(this.#parts.lumenpay.charge(order.charge));
    if (!read.ok) return read;
    const wrong = mismatch(read.value, order, read.traceId);
    if (wrong) return wrong;
    this.#parts.cache.keep(read.value.id, read.value, performance.now());
    return read;
  }

  async #heard<Value>(asked: Promise<Answer<Value>>): Promise<Answer<Value>> {
    const answer = await asked;
    if (!answer.ok) heed(answer, this.#parts.gate, this.#parts.pacer);
    return answer;
  }
}
