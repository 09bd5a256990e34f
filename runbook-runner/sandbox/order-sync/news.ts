// Owns how order-sync hears that a charge changed: from Lumenpay's webhooks, or by asking for itself; and whether that
// works. What an event says is never believed: the charge is read again.
import type { Config } from './config.ts';

type Mode = Config['webhooks']['mode'];
export type Outcome = 'taken' | 'repeated' | 'refused';

/** `troubled`: what came lately was refused or came twice. `silent`: nothing came, not even a heartbeat. */
export type Standing = 'ok' | 'troubled' | 'silent';

interface Parts {
  readonly mode: () => Mode;
  /** Reads one charge again and keeps it as the last good copy. */
  readonly renew: (charge: string) => Promise<void>;
  /** The same for the charges that orders are paid with; false when they could not be read. */
  readonly renewAll: () => Promise<boolean>;
}

const POLL_MS = 1_000;
/** Lumenpay sends a heartbeat each second, and we ask each second: three in a row are missed. */
const LATELY_MS = 3_000;

export class News {
  readonly #parts: Parts;
  #timer: NodeJS.Timeout | undefined;
  #goodMs = Number.NEGATIVE_INFINITY;
  #badMs = Number.NEGATIVE_INFINITY;
  /** In which the two times were heard. */
  #heardIn: Mode;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#heardIn = parts.mode();
  }

  get mode(): Mode {
    return this.#parts.mode();
  }

  /** A delivery came. In the mode `poll` it is acknowledged, and nothing is done about it. */
  async heard(outcome: Outcome, charge?: string): Promise<void> {
    if (this.mode !== 'act') return;
    if (outcome === 'taken') this.#goodMs = performance.now();
    else this.#badMs = performance.now();
    if (outcome === 'taken' && charge !== undefined) await this.#parts.renew(charge);
  }

  standing(nowMs = performance.now()): Standing {
    if (nowMs - this.#badMs < LATELY_MS) return 'troubled';
    return nowMs - this.#goodMs < LATELY_MS ? 'ok' : 'silent';
  }

  /** Follows the configuration: what was heard in the other mode says nothing of this one. */
  follow(): void {
    if (this.#heardIn === this.mode) return;
    this.#heardIn = this.mode;
    this.#goodMs = this.#badMs = Number.NEGATIVE_INFINITY;
    void this.#poll();
  }

  start(): void {
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #poll(): Promise<void> {
    if (this.mode !== 'poll') return;
    const read = await this.#parts.renewAll();
    if (read && this.mode === 'poll') this.#goodMs = performance.now();
  }
}
