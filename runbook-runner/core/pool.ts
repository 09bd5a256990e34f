// Bounded work: so many at once, so many of them to one host, so many waiting, and then `queue_full`.
import { PlaybookError } from '../errors/index.ts';
import { onAbort } from './on-abort.ts';

export interface PoolLimits {
  /** Tasks at once. */
  readonly workers: number;
  /** Tasks at once to one host, unless the integration declares more. */
  readonly perHost: number;
  /** Tasks that may wait. */
  readonly queue: number;
}

const DEFAULT_LIMITS: PoolLimits = { workers: 32, perHost: 4, queue: 1000 };

/** Seconds after which a refused caller may try again; a rough guess, since tasks differ. */
const RETRY_AFTER_SECONDS = 2;

interface Waiting {
  readonly start: () => void;
  readonly fail: (reason: unknown) => void;
}

interface Lane {
  active: number;
  readonly waiting: Set<Waiting>;
}

/** Work places shared by everything that reaches an upstream; hosts take turns. */
export class Pool {
  readonly #limits: PoolLimits;
  readonly #lanes = new Map<string, Lane & { cap: number }>();
  #active = 0;
  #waiting = 0;

  constructor(limits: Partial<PoolLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Runs the task when a place is free. Throws `queue_full`, or the signal's reason while it waits. */
  async run<T>(
    host: { readonly name: string; readonly concurrency?: number | undefined },
    task: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const lane = this.#lane(host.name, host.concurrency ?? this.#limits.perHost);
    if (this.#active < this.#limits.workers && lane.active < lane.cap && lane.waiting.size === 0) {
      this.#occupy(lane);
    } else {
      await this.#wait(lane, signal);
    }
    try {
      return await task();
    } finally {
      this.#active -= 1;
      lane.active -= 1;
      if (lane.active === 0 && lane.waiting.size === 0) this.#lanes.delete(host.name);
      this.#next();
    }
  }

  #lane(name: string, cap: number): Lane & { cap: number } {
    const known = this.#lanes.get(name);
    if (known) {
      known.cap = cap;
      return known;
    }
    const lane = { active: 0, cap, waiting: new Set<Waiting>() };
    this.#lanes.set(name, lane);
    return lane;
  }

  #occupy(lane: Lane): void {
    this.#active += 1;
    lane.active += 1;
  }

  async #wait(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting >= this.#limits.queue) {
      throw new PlaybookError('queue_full', `${this.#limits.queue} runs are waiting already`, {
        hint: `Try again in ${RETRY_AFTER_SECONDS} seconds.`,
        data: { retryAfter: RETRY_AFTER_SECONDS },
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { start: resolve, fail: reject };
    lane.waiting.add(waiting);
    this.#waiting += 1;
    const release = onAbort(signal, () => this.#leave(lane, waiting) && reject(signal?.reason));
    await promise.finally(release);
  }

  #leave(lane: Lane, waiting: Waiting): boolean {
    const left = lane.waiting.delete(waiting);
    if (left) this.#waiting -= 1;
    return left;
  }

  /** Starts what can start; the host that was served goes to the end of the line. */
  #next(): void {
    if (this.#waiting === 0) return;
    for (const [name, lane] of [...this.#lanes]) {
      if (this.#active >= this.#limits.workers) return;
      const [first] = lane.waiting;
      if (first === undefined || lane.active >= lane.cap) continue;
      this.#leave(lane, first);
      this.#occupy(lane);
      this.#lanes.delete(name);
      this.#lanes.set(name, lane);
      first.start();
    }
  }
}
