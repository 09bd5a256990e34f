// Counts refused deliveries in the store, so seldom that a flood of them costs a few writes a second.
import type { ClockPort } from '../ports/clock.ts';
import type { RefusalCount } from '../ports/inbound.ts';

const WRITE_EVERY_MS = 250;
/** Refusals so near to each other are one row: whoever asks since an instant may see those of just before. */
const TOGETHER_MS = 100;

export class RefusalCounter {
  readonly #write: (counts: readonly RefusalCount[]) => Promise<void>;
  readonly #clock: Pick<ClockPort, 'sleep'>;
  readonly #pending = new Map<string, RefusalCount>();
  readonly #ended = new AbortController();
  #writing: Promise<void> | undefined;

  /** What `write` throws has been told by it. */
  constructor(clock: Pick<ClockPort, 'sleep'>, write: (counts: readonly RefusalCount[]) => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  add(one: RefusalCount): void {
    if (this.#ended.signal.aborted) return;
    const moment = Math.floor(Date.parse(one.at) / TOGETHER_MS);
    const key = [one.environment, one.integration, one.source, one.reason, moment].join(' ');
    const count = (this.#pending.get(key)?.count ?? 0) + one.count;
    this.#pending.set(key, { ...one, count });
    this.#writing ??= this.#writeAll();
  }

  /** Writes what is left, and counts nothing more. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { signal } = this.#ended;
    while (this.#pending.size > 0) {
      const counts = [...this.#pending.values()];
      this.#pending.clear();
      await this.#write(counts);
      await this.#clock.sleep(WRITE_EVERY_MS, signal).catch(() => undefined);
    }
    this.#writing = undefined;
  }
}
