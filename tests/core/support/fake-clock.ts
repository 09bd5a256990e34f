// A clock that stands still until a test moves it.
import type { ClockPort } from '../../../runbook-runner/ports/clock.ts';

export class FakeClock implements ClockPort {
  #now: number;
  readonly #sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonicMs(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { due: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Moves the time and wakes whoever is due. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.due > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    // Real file writes follow; they have their own, real, time.
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
