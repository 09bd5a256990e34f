// Bounded work: so many at once, so many of them to one host, so many waiting, and then `queue_full`.
// Who waits is served by rank, then in the order of coming; hosts take turns among equals.
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
  readonly rank: number;
  readonly start: () => void;
  readonly fail: (reason: unknown) => void;
}

interface Lane {
  active: number;
  readonly waiting: Line;
}

/** Those who wait for one host, by rank, in the order of coming. */
class Line {
  readonly #ranks = new Map<number, Waiting[]>();
  size = 0;

  get first(): Waiting | undefined {
    let best: Waiting | undefined;
    if (this.size === 0) return best;
    for (const waiting of this.#ranks.values()) {
      const [first] = waiting;
      if (first && first.rank > (best?.rank ?? -1)) best = first;
    }
    return best;
  }

  add(one: Waiting): void {
    const same = this.#ranks.get(one.rank);
    if (same) same.push(one);
    else this.#ranks.set(one.rank, [one]);
    this.size += 1;
  }

  delete(one: Waiting): boolean {
    const same = this.#ranks.get(one.rank) ?? [];
    const at = same.indexOf(one);
    if (at === -1) return false;
    same.splice(at, 1);
    this.size -= 1;
    return true;
  }
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
    host: {
      readonly name: string;
      readonly concurrency?: number | undefined;
      /** A higher one goes first; 0 unless said otherwise. */
      readonly rank?: number | undefined;
    },
    task: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const lane = this.#lane(host.name, host.concurrency ?? this.#limits.perHost);
    if (this.#active < this.#limits.workers && lane.active < lane.cap && lane.waiting.size === 0) {
      this.#occupy(lane);
    } else {
      await this.#wait(lane, host.rank ?? 0, signal);
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
    const lane = { active: 0, cap, waiting: new Line() };
    this.#lanes.set(name, lane);
    return lane;
  }

  #occupy(lane: Lane): void {
    this.#active += 1;
    lane.active += 1;
  }

  async #wait(lane: Lane, rank: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting >= this.#limits.queue) {
      throw new PlaybookError('queue_full', `${this.#limits.queue} runs are waiting already`, {
        hint: `Try again in ${RETRY_AFTER_SECONDS} seconds.`,
        data: { retryAfter: RETRY_AFTER_SECONDS },
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { rank, start: resolve, fail: reject };
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
    while (this.#waiting > 0 && this.#active < this.#limits.workers) {
      const best = this.#best();
      if (best === undefined) return;
      const { name, lane, first } = best;
      this.#leave(lane, first);
      this.#occupy(lane);
      if (this.#lanes.size > 1) {
        this.#lanes.delete(name);
        this.#lanes.set(name, lane);
      }
      first.start();
    }
  }

  /** The highest rank that has a place at its host. */
  #best() {
    let best:
      | { readonly name: string; readonly lane: Lane & { cap: number }; readonly first: Waiting }
      | undefined;
    for (const [name, lane] of this.#lanes) {
      const first = lane.active < lane.cap ? lane.waiting.first : undefined;
      if (first && first.rank > (best?.first.rank ?? -1)) best = { name, lane, first };
    }
    return best;
  }
}
