// Owns the settled orders that are handed to one more upstream: each once, whenever it can be reached, and counted.
import { isDeepStrictEqual } from 'node:util';
import { Backlog } from './backlog.ts';
import type { HandoverMode } from './config.ts';
import type { Answer, Failure } from './connection.ts';
import { HandoverFlow } from './handover-flow.ts';
import { heed } from './heed.ts';
import { type Order, plus, type Sum } from './order.ts';
import { Outcomes } from './outcomes.ts';
import type { Pacer } from './pacer.ts';
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
  readonly pacer: Pacer;
  readonly settings: () => HandoverSettings;
  /** Hands an order over, once however often it is asked; answers the upstream's id. */
  readonly hand: (order: Order) => Promise<Answer<string>>;
  /** The order is done, under an id of the upstream. */
  readonly onDone: (order: Order, id: string) => void;
  readonly onFailure: (order: Order, failed: Failure) => void;
  /** The order is taken out of the queue. */
  readonly onSentence: (order: Order, sentence: Sentence, failed: Failure) => void;
}

/** An order that is begun, and the queue that it came from. */
interface Taken {
  readonly order: Order;
  readonly from: Backlog;
}

const BATCH = 6;
const MAX_IN_FLIGHT = 24;
/** Orders that go ahead in a turn. */
const LOCAL_BATCH = 50;

export class Handover {
  readonly #options: Options;
  readonly #backlog = new Backlog();
  readonly #ahead = new Backlog();
  readonly #pacer: Pacer;
  readonly #flow = new HandoverFlow();
  readonly #quarantine = new Quarantine();
  readonly #outcomes: Outcomes;
  #applied: HandoverSettings;
  #doneMs = Number.NEGATIVE_INFINITY;

  constructor(options: Options) {
    this.#options = options;
    this.#pacer = options.pacer;
    this.#outcomes = new Outcomes(options.onDone);
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
    for (const { order, from } of this.#allowed([...taken, ...owed], now)) void this.#hand(order, from, now);
  }

  /** As many as may be begun now; the others are queued again. */
  #allowed(wanted: readonly Taken[], now: number): readonly Taken[] {
    const allowed = this.#pacer.take(wanted.length, now);
    for (const { order, from } of wanted.slice(allowed)) from.release(order);
    return wanted.slice(0, allowed);
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
    return {
      waiting: this.#waiting(),
      ahead: this.#owed(),
      done: this.#outcomes.sum,
      quarantined: this.#quarantine.sum(),
      failed: this.#outcomes.refusedByReason(),
    };
  }

  /** The upstream's id of each order that is done, as it is now. */
  done(): ReadonlyMap<string, string> {
    return this.#outcomes.done();
  }

  /** Orders that the upstream refused for good. */
  refused(): readonly Order[] {
    return this.#outcomes.refused();
  }

  /** Each order once a place that it is in: none may be in two. */
  placed(): readonly string[] {
    const inWork = [...this.#backlog.inWork(), ...this.#ahead.inWork()];
    const open = [...this.notDone(), ...inWork].map(({ id }) => id);
    return [...open, ...this.#outcomes.done().keys()];
  }

  /** What is neither done nor with the upstream now. */
  notDone(): readonly Order[] {
    const waiting = [...this.#backlog.waiting(), ...this.#ahead.waiting()];
    return [...waiting, ...this.#quarantine.orders(), ...this.#outcomes.refused()];
  }

  /** The upstream has done an order that is open here; nothing is asked of it. */
  found(order: Order, id: string): void {
    for (const place of [this.#backlog, this.#ahead, this.#quarantine]) place.remove(order);
    this.#outcomes.did(order, id);
  }

  /** Hands over now what went ahead, whatever the mode; answers how many orders are done. What fails waits as before. */
  async handOwed(maxMs: number): Promise<number> {
    this.#ahead.retryNow();
    const until = performance.now() + maxMs;
    let done = 0;
    for (let now = until - maxMs; now < until && this.#options.gate.open; now = performance.now()) {
      const owed = this.#ahead.take(now, MAX_IN_FLIGHT).map((order) => ({ order, from: this.#ahead }));
      if (owed.length === 0) break;
      const taken = this.#allowed(owed, now);
      if (taken.length === 0 && !(await this.#pacer.wait(until))) break;
      const handed = await Promise.all(taken.map(({ order, from }) => this.#hand(order, from, now)));
      done += handed.filter(Boolean).length;
    }
    return done;
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

  /** Whether it is done. */
  async #hand(order: Order, from: Backlog, began: number): Promise<boolean> {
    const answer = await this.#options.hand(order);
    const now = performance.now();
    this.#flow.record(answer.ok, began, now);
    if (answer.ok) {
      from.finish(order);
      this.#outcomes.did(order, answer.value);
      this.#doneMs = now;
    } else this.#fail(order, from, answer);
    return answer.ok;
  }

  #fail(order: Order, from: Backlog, failed: Failure): void {
    const { gate, onFailure, onSentence } = this.#options;
    const now = performance.now();
    heed(failed, gate, this.#pacer);
    onFailure(order, failed);
    const waiting = from.putBack(order, now, failed.kind);
    const sentence = sentenceOn(failed, waiting, this.#doneMs);
    if (sentence === undefined) return;
    from.remove(order);
    if (sentence === 'reject') this.#outcomes.refuse(order, failed.detail);
    else this.#quarantine.put(order, failed.detail, failed.traceId === '' ? null : failed.traceId);
    onSentence(order, sentence, failed);
  }
}
