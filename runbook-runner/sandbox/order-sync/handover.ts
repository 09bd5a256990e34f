// Owns the settled orders that are handed to one more upstream: each once, whenever it can be reached, and counted.
import { Backlog } from './backlog.ts';
import type { Answer, Failure } from './connection.ts';
import { NOTHING, type Order, one, plus, type Sum, sumOf } from './order.ts';
import { Pacer } from './pacer.ts';
import type { PreflightFailure, PreflightGate } from './preflight-gate.ts';
import { sentenceOn } from './sentence.ts';

export interface HandoverTotals {
  /** In the queue, or with the upstream now. */
  readonly waiting: Sum;
  readonly done: Sum;
  /** What the upstream refused for good, by reason. */
  readonly failed: Sum & { readonly reasons: Readonly<Record<string, number>> };
}

export interface HandoverHealth extends HandoverTotals {
  readonly preflight: { readonly ok: boolean; readonly failed: readonly PreflightFailure[] };
}

interface Options {
  readonly gate: PreflightGate;
  /** Hands an order over, once however often it is asked; answers the upstream's id. */
  readonly hand: (order: Order) => Promise<Answer<string>>;
  readonly onFailure: (order: Order, failed: Failure) => void;
}

const BATCH = 6;
const MAX_IN_FLIGHT = 24;

export class Handover {
  readonly #options: Options;
  readonly #backlog = new Backlog();
  readonly #pacer = new Pacer();
  readonly #failed: { readonly order: Order; readonly reason: string }[] = [];
  #done: Sum = NOTHING;
  #doneMs = Number.NEGATIVE_INFINITY;

  constructor(options: Options) {
    this.#options = options;
  }

  add(order: Order): void {
    this.#backlog.add(order);
  }

  /** Makes what waits due, when what made it fail may have changed. */
  retryNow(): void {
    this.#backlog.retryNow();
  }

  /** Begins what may begin now. Without a passed preflight nothing is sent. */
  work(): void {
    const now = performance.now();
    if (!this.#options.gate.open || this.#pacer.paused(now)) return;
    const room = Math.min(BATCH, MAX_IN_FLIGHT - this.#backlog.inFlight().count);
    for (const order of this.#backlog.take(now, Math.max(0, room))) void this.#hand(order);
  }

  health(): HandoverHealth {
    const { open: ok, failed } = this.#options.gate;
    return { preflight: { ok, failed }, ...this.totals() };
  }

  totals(): HandoverTotals {
    const reasons = new Map<string, number>();
    for (const { reason } of this.#failed) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return {
      waiting: plus(this.#backlog.queued(), this.#backlog.inFlight()),
      done: this.#done,
      failed: { ...sumOf(this.#failed.map(({ order }) => order)), reasons: Object.fromEntries(reasons) },
    };
  }

  async #hand(order: Order): Promise<void> {
    const answer = await this.#options.hand(order);
    if (!answer.ok) return this.#fail(order, answer);
    this.#backlog.finish(order);
    this.#done = plus(this.#done, one(order));
    this.#doneMs = performance.now();
  }

  #fail(order: Order, failed: Failure): void {
    const { gate, onFailure } = this.#options;
    const now = performance.now();
    if (failed.kind === 'connection') gate.close({ check: 'tls', code: failed.detail });
    if (failed.kind === 'credential') gate.close({ check: 'token', code: failed.detail });
    if (failed.retryAfterMs !== undefined) this.#pacer.pause(now + failed.retryAfterMs);
    onFailure(order, failed);
    const waiting = this.#backlog.putBack(order, now);
    if (sentenceOn(failed, waiting, this.#doneMs) !== 'reject') return;
    this.#backlog.remove(order);
    this.#failed.push({ order, reason: failed.detail });
  }
}
