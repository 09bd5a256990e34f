// Owns the tracking numbers of what was shipped, each told once: learnt from Parcelo's list, or by asking for one shipment
// after another.
import { setTimeout as after } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { Answer, Failure } from './connection.ts';
import type { EventLog } from './event-log.ts';
import type { Listed, ListPage } from './followed-records.ts';
import { heed } from './heed.ts';
import { ListWalk, type Walked } from './list-walk.ts';
import type { Order } from './order.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';

type Mode = Config['tracking']['mode'];

export interface TrackingHealth {
  /** `stalled` when orders wait for their number, and none became known lately. */
  readonly flow: 'ok' | 'stalled';
  readonly mode: Mode;
  /** Labelled orders whose tracking number is not known yet, and those that were told theirs. */
  readonly waiting: number;
  readonly told: number;
  /** Walks through the list, and the pages that they read, since the start. */
  readonly list: {
    /** How the last walk ended; null before the first. */
    readonly last: WalkEnd | null;
    readonly pages: number;
    readonly walks: Readonly<Record<WalkEnd, number>>;
    readonly completeAt: string | null;
  };
}

type WalkEnd = Exclude<Walked['end'], 'left'>;

interface Options {
  readonly page: (cursor: string | null) => Promise<Answer<ListPage>>;
  readonly shipment: (id: string) => Promise<Answer<Listed>>;
  readonly gate: PreflightGate;
  readonly pacer: Pacer;
  readonly mode: () => Mode;
  readonly log: EventLog;
}

const TURN_MS = 1_000;
/** A label comes a second after its order, and a turn each second: two in a row are missed. */
const PATIENCE_MS = 3_000;
/** Between two pages: a long walk leaves the quota to the labels. */
const PAGE_MS = 100;
const LOOK_MS = 50;
/** Shipments that are asked for in a turn. */
const ASKED_IN_TURN = 20;

/** Keeps no process alive. */
const sleep = (ms: number): Promise<void> => after(ms, undefined, { ref: false });

export class Tracking {
  readonly #options: Options;
  readonly #walk: ListWalk;
  /** By shipment: the order that it is for. */
  readonly #waiting = new Map<string, Order>();
  /** By shipment: its number, also where nobody waits for it yet. */
  readonly #numbers = new Map<string, string>();
  readonly #walks: Record<WalkEnd, number> = { complete: 0, circled: 0, failed: 0 };
  #told = 0;
  #last: WalkEnd | null = null;
  #completeAt: string | null = null;
  #logged: string | undefined;
  #movedMs = Number.NEGATIVE_INFINITY;
  #applied: Mode;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #stopped = false;

  constructor(options: Options) {
    this.#options = options;
    this.#applied = options.mode();
    this.#walk = new ListWalk({
      page: options.page,
      mayAsk: () => this.#mayAsk(),
      onShipment: (shipment) => this.#saw(shipment),
    });
  }

  /** The order has a label: its number is wanted from now on. */
  add(order: Order, shipment: string): void {
    if (this.#waiting.size === 0) this.#movedMs = performance.now();
    this.#waiting.set(shipment, order);
    this.#tell(shipment);
  }

  /** What moved under the other mode says nothing of this one. */
  reconfigured(): void {
    const mode = this.#options.mode();
    if (mode === this.#applied) return;
    this.#applied = mode;
    this.#movedMs = Number.NEGATIVE_INFINITY;
    void this.#turn();
  }

  start(): void {
    this.#timer = setInterval(() => void this.#turn(), TURN_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  health(nowMs = performance.now()): TrackingHealth {
    const stands = this.#waiting.size > 0 && nowMs - this.#movedMs > PATIENCE_MS;
    return {
      ...{ flow: stands ? 'stalled' : 'ok', mode: this.#options.mode() },
      ...{ waiting: this.#waiting.size, told: this.#told },
      list: {
        ...{ last: this.#last, pages: this.#walk.pages },
        ...{ walks: { ...this.#walks }, completeAt: this.#completeAt },
      },
    };
  }

  /** One at a time. Without a passed preflight nothing is asked. */
  async #turn(): Promise<void> {
    if (this.#busy || this.#stopped || this.#waiting.size === 0 || !this.#options.gate.open) return;
    this.#busy = true;
    try {
      if (this.#options.mode() === 'list') await this.#walkOnce();
      else await this.#askEach();
    } finally {
      this.#busy = false;
    }
  }

  async #walkOnce(): Promise<void> {
    const walked = await this.#walk.walk();
    if (walked.end === 'left') return;
    this.#last = walked.end;
    this.#walks[walked.end] += 1;
    if (walked.end === 'complete') {
      this.#completeAt = new Date().toISOString();
      this.#note('tracking.complete', 'the list was read to its end');
    } else if (walked.end === 'circled') this.#note('tracking.circled', walked.detail, walked.traceId);
    else this.#failed(walked.failed);
  }

  /** Waits for its turn under the throttle, and between two pages. */
  async #mayAsk(): Promise<boolean> {
    const { pacer, gate, mode } = this.#options;
    await sleep(PAGE_MS);
    while (!this.#stopped && gate.open && mode() === 'list') {
      if (pacer.take(1, performance.now(), 'tracking') > 0) return true;
      await sleep(LOOK_MS);
    }
    return false;
  }

  /** Those that waited longest first; whoever has none yet goes to the end. */
  async #askEach(): Promise<void> {
    const wanted = [...this.#waiting].slice(0, ASKED_IN_TURN);
    const allowed = this.#options.pacer.take(wanted.length, performance.now(), 'tracking');
    await Promise.all(wanted.slice(0, allowed).map(([id, order]) => this.#askFor(id, order)));
  }

  async #askFor(id: string, order: Order): Promise<void> {
    const answer = await this.#options.shipment(id);
    if (answer.ok) this.#saw(answer.value);
    else this.#failed(answer);
    if (this.#waiting.delete(id)) this.#waiting.set(id, order);
  }

  #saw({ id, tracking_number: number }: Listed): void {
    if (number === null) return;
    this.#numbers.set(id, number);
    this.#tell(id);
  }

  /** Tells whoever waits for the shipment; nobody waits for it twice. */
  #tell(shipment: string): void {
    const [order, number] = [this.#waiting.get(shipment), this.#numbers.get(shipment)];
    if (order === undefined || number === undefined) return;
    this.#waiting.delete(shipment);
    this.#told += 1;
    this.#movedMs = performance.now();
    const event = { level: 'info', event: 'order.tracked', upstream: 'parcelo' } as const;
    this.#options.log.write({ ...event, order: order.id, detail: number });
  }

  #failed(failed: Failure): void {
    const { gate, pacer } = this.#options;
    heed(failed, gate, pacer);
    this.#note('tracking.failed', failed.detail, failed.traceId);
  }

  /** Once, and again when something else came in between. */
  #note(
    event: 'tracking.complete' | 'tracking.circled' | 'tracking.failed',
    detail: string,
    trace = '',
  ): void {
    if (this.#logged === event) return;
    this.#logged = event;
    const level = event === 'tracking.complete' ? 'info' : 'warn';
    const traceId = trace === '' ? {} : { traceId: trace };
    this.#options.log.write({ level, event, upstream: 'parcelo', detail, ...traceId });
  }
}
