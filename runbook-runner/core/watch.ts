// One timer for everything that has a time limit: most of it ends long before, and a timer each would cost more.
import type { ClockPort } from '../ports/clock.ts';
import { Bag } from './bag.ts';

/** What falls due is noticed at most so much later. */
const LOOK_EVERY_MS = 25;

/** Why the timer is given up. Made once: the default reason takes a stack trace each time. */
const CLOSED = new Error('Nothing is watched any more.');

interface Watched {
  /** Never, once it was cancelled. */
  dueMs: number;
  readonly onDue: () => void;
  readonly cancel: () => void;
}

export class Watch {
  readonly #clock: ClockPort;
  readonly #report: (error: unknown) => void;
  readonly #watched = new Bag<Watched>();
  readonly #over = new AbortController();
  #looking = false;

  /** What a callback throws goes to `report`, and ends nobody else's time limit. */
  constructor(clock: ClockPort, report: (error: unknown) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Calls back once when `ms` have passed, unless the returned function was called before. */
  after(ms: number, onDue: () => void): () => void {
    const cancel = () => {
      one.dueMs = Number.POSITIVE_INFINITY;
      takeOut();
    };
    const one: Watched = { dueMs: this.#clock.monotonicMs() + ms, onDue, cancel };
    const takeOut = this.#watched.add(one);
    if (!this.#looking) void this.#look();
    return cancel;
  }

  /** Lets go of the timer; nothing is called back any more. */
  close(): void {
    this.#watched.clear();
    this.#over.abort(CLOSED);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#watched.size > 0 && !this.#over.signal.aborted) {
      await this.#clock.sleep(LOOK_EVERY_MS, this.#over.signal).catch(() => {});
      const now = this.#clock.monotonicMs();
      for (const one of this.#watched.items()) {
        if (one.dueMs > now) continue;
        one.cancel();
        try {
          one.onDue();
        } catch (error) {
          this.#report(error);
        }
      }
    }
    this.#looking = false;
  }
}
