// Owns the settled orders that are handed to one more upstream: each once, whenever it can be reached, and counted.
import { isDeepStrictEqual } from 'node:util';
import { Backlog } from './backlog.ts';
import type { HandoverMode } from './config.ts';
import type { Answer, Failure } from './connection.ts';
import { HandoverFlow } from './handover-flow.ts';
import { heed } from './heed.ts';
import { NOTHING, type Order, one, plus, type Sum, sumOf } from './order.ts';
import { Pacer } from './pacer.ts';
import type { PreflightFailure, PreflightGate } from './preflight-gate.ts';
import { Quarantine, type Quarantined } from './quarantine.ts';
import { type Sentence, sentenceOn } from './sentence.ts';

export interface HandoverTotals {
  /** In the queue, or with the upstream now. */
  readonly waiting: Sum;
  /** Gone on without the upstream, which still owes its part. */
  readonly ahead: Sum;
  readonly done: Sum;
  /** Set aside, since a record of the upstream does not fit. */
  readonly quarantined: Sum;
  /** What the upstream refused for good, by reason. */
  readonly failed: Sum & { readonly reasons: Readonly<Record<string, number>> };
}

export interface HandoverHealth extends HandoverTotals {
  readonly flow: 'ok' | 'stalled';
  readonly mode: HandoverMode;
  readonly preflight: { readonly ok: boolean; readonly failed: readonly PreflightFailure[] };
}

export interface HandoverSettings {
  readonly mode: HandoverMode;
  readonly requestsPerSecond: number | null;
}

interface Options {
  readonly gate: PreflightGate;
  readonly settings: () => HandoverSettings;
  /** Hands an order over, once however often it is asked; answers the upstream's id. */
  readonly hand: (order: Order) => Promise<Answer<string>>;
  readonly onFailure: (order: Order, failed: Failure) => void;
  /** The order is taken out of the queue. */
  readonly onSentence: (order: Order, sentence: Sentence, failed: Failure) => void;
}

const BATCH = 6;
const MAX_IN_FLIGHT = 24;
/** Orders that go ahead in a turn. */
const LOCAL_BATCH = 50;

export class Handover {
  readonly #options: Options;
  readonly #backlog = new Backlog();
  readonly #ahead = new Backlog();
  readonly #pacer = new Pacer();
  readonly #flow = new HandoverFlow();
  readonly #quarantine = new Quarantine();
  readonly #failed: { readonly order: Order; readonly reason: string }[] = [];
  #applied: HandoverSettings;
  #done: Sum = NOTHING;
  #doneMs = Number.NEGATIVE_INFINITY;

  constructor(options: Options) {
    this.#options = options;
    this.#applied = options.settings();
  }

  add(order: Order): void {
    if (this.#open() === 0) this.#flow.rested(performance.now());
    this.#backlog.add(order);
  }

  /** Makes what waits due, when what made it fail may have changed. */
  reconfigured(): void {
    const settings = this.#options.settings();
    if (!isDeepStrictEqual(settings, this.#applied)) {
      this.#pacer.setRate(settings.requestsPerSecond);
      this.#flow.restart(performance.now());
    }
    this.#applied = settings;
    this.#backlog.retryNow();
    this.#ahead.retryNow();
    this.work();
  }

  /** Begins what may begin now. Without a passed preflight nothing is sent. */
  work(): void {
    const now = performance.now();
    if (this.#options.settings().mode === 'ahead') this.#goAhead(now);
    else if (this.#options.gate.open) this.#begin(now);
  }

  /** What waits first, then what went ahead. */
  #begin(now: number): void {
    const [backlog, ahead] = [this.#backlog, this.#ahead];
    const inFlight = backlog.inFlight().count + ahead.inFlight().count;
    const room = Math.max(0, Math.min(BATCH, MAX_IN_FLIGHT - inFlight));
    const taken = backlog.take(now, room).map((order) => ({ order, from: backlog }));
    const owed = ahead.take(now, room - taken.length).map((order) => ({ order, from: ahead }));
    const wanted = [...taken, ...owed];
    const allowed = this.#pacer.take(wanted.length, now);
    for (const { order, from } of wanted.slice(allowed)) from.release(order);
    for (const { order, from } of wanted.slice(0, allowed)) void this.#hand(order, from, now);
  }

  get quarantined(): readonly Quarantined[] {
    return this.#quarantine.entries();
  }

  /** Queues what is in quarantine again; answers the orders. */
  retryQuarantined(): readonly Order[] {
    const orders = this.#quarantine.takeAll();
    for (const order of orders) this.add(order);
    this.work();
    return orders;
  }

  health(): HandoverHealth {
    const { gate, settings } = this.#options;
    const { open: ok, failed } = gate;
    const flow = this.#flow.state(performance.now(), this.#open());
    return { flow, mode: settings().mode, preflight: { ok, failed }, ...this.totals() };
  }

  totals(): HandoverTotals {
    const reasons = new Map<string, number>();
    for (const { reason } of this.#failed) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return {
      waiting: this.#waiting(),
      ahead: this.#owed(),
      done: this.#done,
      quarantined: this.#quarantine.sum(),
      failed: { ...sumOf(this.#failed.map(({ order }) => order)), reasons: Object.fromEntries(reasons) },
    };
  }

  #waiting(): Sum {
    return plus(this.#backlog.queued(), this.#backlog.inFlight());
  }

  #owed(): Sum {
    return plus(this.#ahead.queued(), this.#ahead.inFlight());
  }

  /** How many orders should go on now. */
  #open(): number {
    const { mode } = this.#options.settings();
    return this.#waiting().count + (mode === 'ahead' ? 0 : this.#owed().count);
  }

  /** What is with the upstream now is waited for: it may be done there already. */
  #goAhead(now: number): void {
    for (const order of this.#backlog.take(now, LOCAL_BATCH)) {
      this.#backlog.finish(order);
      this.#ahead.add(order);
      this.#flow.record(true, now, now);
    }
  }

  async #hand(order: Order, from: Backlog, began: number): Promise<void> {
    const answer = await this.#options.hand(order);
    const now = performance.now();
    this.#flow.record(answer.ok, began, now);
    if (!answer.ok) return this.#fail(order, from, answer);
    from.finish(order);
    this.#done = plus(this.#done, one(order));
    this.#doneMs = now;
  }

  #fail(order: Order, from: Backlog, failed: Failure): void {
    const { gate, onFailure, onSentence } = this.#options;
    const now = performance.now();
    heed(failed, gate, this.#pacer);
    onFailure(order, failed);
    const waiting = from.putBack(order, now);
    const sentence = sentenceOn(failed, waiting, this.#doneMs);
    if (sentence === undefined) return;
    from.remove(order);
    if (sentence === 'reject') this.#failed.push({ order, reason: failed.detail });
    else this.#quarantine.put(order, failed.detail, failed.traceId === '' ? null : failed.traceId);
    onSentence(order, sentence, failed);
  }
}
