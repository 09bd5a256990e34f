// Owns the order loop: accepts an order each tick and works on those that are due, as the configuration says.
import { type Config, type Mode, modeOf } from './config.ts';
import type { Failure } from './connection.ts';
import type { EventLog } from './event-log.ts';
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { OutcomeWindow } from './outcome-window.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';
import { sentenceOn } from './sentence.ts';
import type { Settlement, Settler } from './settler.ts';

interface Parts {
  readonly book: OrderBook;
  readonly window: OutcomeWindow;
  readonly pacer: Pacer;
  readonly gate: PreflightGate;
  readonly config: () => Config;
  readonly settler: Settler;
  readonly log: EventLog;
  readonly nextOrder: () => Order;
}

export const TICK_MS = 200;
/** Orders begun in a tick: without the upstream, with it, and while it keeps failing. */
const LOCAL_BATCH = 50;
export const BATCH_PER_TICK = 4;
const PROBE_BATCH = 1;
const MAX_IN_FLIGHT = 8;
/** Failures in a row after which the loop only probes. */
const PROBE_AFTER = 3;
const IDLE_LOOK_MS = 10;

export class OrderLoop {
  readonly #parts: Parts;
  #timer: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #holds = 0;
  #failuresInARow = 0;
  #settledMs = Number.NEGATIVE_INFINITY;
  lastProcessedAt: string | null = null;
  failed = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Fills the cache and starts ticking; resolves when the first order was tried. The gate must have been asked before. */
  async start(): Promise<void> {
    if (this.#parts.gate.open) await this.#parts.settler.fillCache();
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#parts.book.accept(this.#parts.nextOrder());
    await this.work();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  tick(): void {
    const { book, nextOrder, gate, settler } = this.#parts;
    book.accept(nextOrder());
    if (gate.open) void settler.fillCache();
    void this.work();
  }

  /** Begins nothing until what it answers is called; orders are accepted all the same. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      void this.work();
    };
  }

  /** Resolves when nothing is in flight, or the time is up. */
  async idle(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (this.#inFlight > 0 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
  }

  /** Begins what may begin now; resolves when that has ended. */
  async work(): Promise<void> {
    if (this.#holds > 0) return;
    const { book, gate, config } = this.#parts;
    const now = performance.now();
    const mode = modeOf(config());
    if (mode !== 'live') {
      for (const order of book.backlog.take(now, LOCAL_BATCH)) this.#pend(order, mode, now);
    } else if (gate.open) await Promise.all(this.#beginLive(now));
    else
      for (const order of book.backlog.take(now, PROBE_BATCH))
        this.#putBack(order, now, 'preflight has not passed');
  }

  /** As many orders as may begin, new ones first; what room they leave goes to those that were taken on trust. */
  #beginLive(now: number): readonly Promise<void>[] {
    const batch = this.#failuresInARow >= PROBE_AFTER ? PROBE_BATCH : BATCH_PER_TICK;
    const room = Math.max(0, Math.min(batch, MAX_IN_FLIGHT - this.#inFlight));
    const { book, pacer, settler } = this.#parts;
    const orders = book.backlog.take(now, room);
    const trusted = book.pending(room - orders.length).filter((order) => !settler.isBusyWith(order));
    const allowed = pacer.take(orders.length + trusted.length, now);
    for (const order of orders.slice(allowed)) book.backlog.release(order);
    return [
      ...orders.slice(0, allowed).map((order) => this.#settle(order, now)),
      ...trusted.slice(0, Math.max(0, allowed - orders.length)).map((order) => this.#settleTrusted(order)),
    ];
  }

  /** Processes an order without the upstream: with the cached charge, or on trust in degraded mode. */
  #pend(order: Order, mode: Exclude<Mode, 'live'>, began: number): void {
    const why = mode === 'degraded' ? undefined : this.#parts.settler.whyNotFromCache(order);
    if (why === undefined) {
      this.#parts.book.pend(order, mode);
      this.#processed(order, mode, began);
    } else this.#putBack(order, began, why);
  }

  async #settle(order: Order, began: number): Promise<void> {
    const result = await this.#flying(order);
    if (result.ok) {
      this.#settledMs = performance.now();
      return this.#processed(order, 'live', began, result.traceId);
    }
    const waiting = this.#putBack(order, began, result.detail, result);
    const sentence = sentenceOn(result, waiting, this.#settledMs);
    if (sentence !== undefined) this.#parts.settler.setAside(order, sentence, result);
  }

  async #settleTrusted(order: Order): Promise<void> {
    const result = await this.#flying(order);
    if (!result.ok) this.#parts.settler.lostTrust(order, result);
  }

  async #flying(order: Order): Promise<Settlement> {
    this.#inFlight += 1;
    const result = await this.#parts.settler.settle(order);
    this.#inFlight -= 1;
    // Who is refused for its rate meets an upstream that works: the throttle is there for that, not the probe.
    if (result.ok) this.#failuresInARow = 0;
    else if (result.kind !== 'rate-limit') this.#failuresInARow += 1;
    return result;
  }

  #processed(order: Order, mode: Mode, began: number, traceId?: string): void {
    const { window, log } = this.#parts;
    window.record(true, began, performance.now());
    this.lastProcessedAt = new Date().toISOString();
    log.write({ level: 'info', event: 'order.processed', ...about(order, mode, traceId) });
  }

  #putBack(order: Order, began: number, detail: string, failed?: Failure) {
    const { book, window, log } = this.#parts;
    const now = performance.now();
    window.record(false, began, now);
    this.failed += 1;
    log.write({ level: 'warn', event: 'order.failed', ...about(order, detail, failed?.traceId) });
    return book.putBack(order, now, failed?.kind);
  }
}

const about = (order: Order, detail: string, traceId: string | undefined) => ({
  ...(traceId === undefined ? {} : { traceId }),
  order: order.id,
  charge: order.charge,
  detail,
});
