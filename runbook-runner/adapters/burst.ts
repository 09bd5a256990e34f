// Notices a burst of runs, and hands them to a thread from then on. A few runs are written faster without one.
import type { ClockPort } from '../ports/clock.ts';
import type { RunInsert } from './run-insert.ts';
import type { RunWriter } from './run-writer.ts';

/** So many runs with no longer pause between two of them are a burst: it pays for the start of a thread. */
const BURST = 32;
const PAUSE_MS = 250;

interface Options {
  readonly path: string;
  readonly maxBytes?: number;
  readonly clock: ClockPort;
}

export class Burst {
  readonly #options: Options;
  #inARow = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Of those that were told of. */
  #toCome = 0;
  /** Of nothing, where a thread cannot be started: then runs are written without one. */
  #writer: Promise<RunWriter | undefined> | undefined;
  #started: RunWriter | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** So many runs are about to come: where they are a burst, the thread starts beside what comes first. */
  expect(runs: number): void {
    if (runs < BURST) return;
    this.#inARow = BURST;
    this.#toCome += runs;
    this.#writer ??= this.#start();
  }

  /** Whether the run was committed by a thread. False when none is there; nothing was written then. */
  write(insert: RunInsert): boolean | Promise<boolean> {
    if (this.#inARow >= BURST) {
      const last = this.#toCome === 1;
      this.#toCome = Math.max(0, this.#toCome - 1);
      this.#writer ??= this.#start();
      return (
        this.#started?.write(insert, last) ??
        this.#writer.then((writer) => writer?.write(insert, last) ?? false)
      );
    }
    this.#inARow = insert.monotonicMs - this.#lastMs > PAUSE_MS ? 1 : this.#inARow + 1;
    this.#lastMs = insert.monotonicMs;
    return false;
  }

  async close(): Promise<void> {
    await (await this.#writer)?.close();
  }

  async #start(): Promise<RunWriter | undefined> {
    const { path, maxBytes } = this.#options;
    try {
      const { RunWriter } = await import('./run-writer.ts');
      this.#started = new RunWriter({ path, maxBytes });
    } catch {
      // The system has no thread to give. What is to be kept is kept all the same, only slower.
    }
    return this.#started;
  }
}
