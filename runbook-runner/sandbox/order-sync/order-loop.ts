// Owns the order loop: accepts an order each tick and works on those that are due, as the configuration says.
import type { Charge } from './charge.ts';
import type { EventLog } from './event-log.ts';
import type { Order, OrderBook } from './order-book.ts';
import type { OutcomeWindow } from './outcome-window.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import { type Mode, modeOf, type Settings } from './settings.ts';
import type { Answer, Failure, Upstream } from './upstream.ts';

export interface Parts {
  readonly book: OrderBook;
  readonly window: OutcomeWindow;
  readonly pacer: Pacer;
  readonly gate: PreflightGate;
  readonly settings: Settings;
  readonly upstream: Upstream;
  readonly log: EventLog;
  readonly nextOrder: () => Order;
}

const TICK_MS = 200;
/** Orders begun in a tick: without the upstream, with it, and while it keeps failing. */
const LOCAL_BATCH = 50;
const LIVE_BATCH = 4;
const PROBE_BATCH = 1;
const MAX_IN_FLIGHT = 8;
/** Failures in a row after which the loop only probes. */
const PROBE_AFTER = 3;

export class OrderLoop {
  readonly #parts: Parts;
  readonly #cache = new Map<string, Charge>();
  #timer: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #failuresInARow = 0;
  lastProcessedAt: string | null = null;
  failed = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Fills the cache and starts ticking; resolves when the first order was tried. The gate must have been asked before. */
  async start(): Promise<void> {
    if (this.#parts.gate.open) {
      const charges = await this.#parts.upstream.charges();
      if (charges.ok) for (const charge of charges.value) this.#cache.set(charge.id, charge);
    }
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#parts.book.accept(this.#parts.nextOrder());
    await this.work();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  tick(): void {
    this.#parts.book.accept(this.#parts.nextOrder());
    void this.work();
  }

  /** Begins what may begin now; resolves when that has ended. */
  async work(): Promise<void> {
    const { book, gate, settings } = this.#parts;
    const now = performance.now();
    const mode = modeOf(settings.current.config);
    if (mode !== 'live') for (const order of book.take(now, LOCAL_BATCH)) this.#settle(order, mode, now);
    else if (gate.open) await Promise.all(this.#beginLive(now));
    else for (const order of book.take(now, PROBE_BATCH)) this.#fail(order, now, 'preflight has not passed');
  }

  /** As many requests as may leave: orders first; what room they leave goes to confirming what was taken on trust. */
  #beginLive(now: number): readonly Promise<void>[] {
    const batch = this.#failuresInARow >= PROBE_AFTER ? PROBE_BATCH : LIVE_BATCH;
    const room = Math.max(0, Math.min(batch, MAX_IN_FLIGHT - this.#inFlight));
    const { book, pacer } = this.#parts;
    const orders = book.take(now, room);
    const charges = book.unconfirmed(room - orders.length);
    const allowed = pacer.take(orders.length + charges.length, now);
    for (const order of orders.slice(allowed)) book.release(order);
    return [
      ...orders.slice(0, allowed).map((order) => this.#fetch(order, now)),
      ...charges.slice(0, Math.max(0, allowed - orders.length)).map((charge) => this.#confirm(charge)),
    ];
  }

  async #confirm(id: string): Promise<void> {
    const answer = await this.#ask(id);
    if (answer.ok) this.#parts.book.confirm(id, answer.value.amount);
    else this.#react(answer);
  }

  async #ask(charge: string): Promise<Answer<Charge>> {
    this.#inFlight += 1;
    const answer = await this.#parts.upstream.charge(charge);
    this.#inFlight -= 1;
    return answer;
  }

  /** Processes an order without the upstream: with the cached charge, or on trust in degraded mode. */
  #settle(order: Order, mode: Mode, began: number): void {
    const cached = this.#cache.get(order.charge);
    if (mode === 'degraded' || (cached !== undefined && cached.amount === order.amount))
      this.#succeed(order, mode, began);
    else this.#fail(order, began, 'the charge is not in the cache');
  }

  async #fetch(order: Order, began: number): Promise<void> {
    const answer = await this.#ask(order.charge);
    if (!answer.ok) {
      this.#react(answer);
      return this.#fail(order, began, answer.detail, answer.traceId);
    }
    const charge = answer.value;
    if (charge.status !== 'succeeded' || charge.amount !== order.amount || charge.currency !== 'EUR')
      return this.#fail(order, began, `the charge is ${charge.status}, ${charge.amount} ${charge.currency}`);
    this.#cache.set(charge.id, charge);
    this.#failuresInARow = 0;
    this.#succeed(order, 'live', began, answer.traceId);
  }

  #succeed(order: Order, mode: Mode, began: number, traceId?: string): void {
    const { book, window, log, settings } = this.#parts;
    book.process(order, mode);
    window.record(true, began, performance.now());
    this.lastProcessedAt = new Date().toISOString();
    log.write({
      level: 'info',
      event: 'order.processed',
      revision: settings.current.revision,
      ...(traceId === undefined ? {} : { traceId }),
      order: order.id,
      charge: order.charge,
      detail: mode,
    });
  }

  /** What a failed request means for those that would follow. */
  #react(failure: Failure): void {
    const { gate, pacer } = this.#parts;
    this.#failuresInARow += 1;
    if (failure.kind === 'connection') gate.close({ check: 'tls', code: failure.detail });
    if (failure.kind === 'credential') gate.close({ check: 'token', code: failure.detail });
    if (failure.retryAfterMs !== undefined) pacer.pause(performance.now() + failure.retryAfterMs);
  }

  #fail(order: Order, began: number, detail: string, traceId?: string): void {
    const { book, window, log, settings } = this.#parts;
    const now = performance.now();
    book.putBack(order, now);
    window.record(false, began, now);
    this.failed += 1;
    log.write({
      level: 'warn',
      event: 'order.failed',
      revision: settings.current.revision,
      ...(traceId === undefined ? {} : { traceId }),
      order: order.id,
      charge: order.charge,
      detail,
    });
  }
}
