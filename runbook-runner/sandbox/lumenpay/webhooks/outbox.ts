// Owns the messages of one endpoint that wait to be delivered: one after another, each tried again with growing pauses.
import type { DeliveryEffect, Message, Way } from '../../fault-proxy/kinds/kind.ts';

/** A whole second at least: receivers tell a further attempt from a replay by its time, which is in seconds. */
const PAUSES_MS = [1_000, 2_000, 4_000];
const MOST_WAITING = 200;
const GONE = 410;

/** What becomes of a message when no fault is on. */
const STRAIGHT = {
  take: async (waiting) => waiting.shift(),
  send: (message, { sign, post }) => post(sign(message)),
} as const satisfies DeliveryEffect;

export interface OutboxOptions {
  readonly way: Way;
  readonly disturb: () => DeliveryEffect | undefined;
  /** The receiver wants nothing more. */
  readonly onGone: () => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting: Message[] = [];
  #working = false;
  #ended = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Nothing waits, and nothing is under way. */
  get idle(): boolean {
    return !this.#working && this.#waiting.length === 0;
  }

  put(message: Message): void {
    this.#waiting.push(message);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    if (!this.#working) void this.#work();
  }

  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (this.#waiting.length > 0) {
        const { take = STRAIGHT.take } = this.#options.disturb() ?? {};
        const message = await take(this.#waiting, this.#options.way);
        if (message !== undefined) await this.#deliver(message);
      }
    } catch {
      // A pause ends by force only when Lumenpay does.
      this.end();
    } finally {
      this.#working = false;
    }
  }

  async #deliver(message: Message): Promise<void> {
    const { way, disturb, onGone } = this.#options;
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      const { send = STRAIGHT.send } = disturb() ?? {};
      const status = await send(message, way);
      if (status === GONE) onGone();
      if (this.#ended || (status >= 200 && status < 300) || pauseMs === undefined) return;
      await way.pause(pauseMs);
    }
  }
}
