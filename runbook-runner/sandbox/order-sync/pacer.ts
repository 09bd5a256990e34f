// Owns how fast data requests may leave: the configured throttle, and what the upstream's Retry-After asked for.
/** An order takes two: its charge is read, and made again. */
export const REQUESTS_PER_ORDER = 2;

/** Who shares a throttle, and how many requests each of theirs takes. */
const TAKERS = { orders: REQUESTS_PER_ORDER, tracking: 1 } as const;
type Taker = keyof typeof TAKERS;

/** Who was turned away keeps their place for so long: who needs less at once, or looks more often, would else take all. */
const PLACE_FOR_MS = 1_000;

/** How often it is looked whether more may leave. */
const LOOK_MS = 50;

export class Pacer {
  #perSecond: number | null = null;
  #tokens = 1;
  #filledMs = 0;
  #pausedUntilMs = 0;
  /** Those who were turned away, in the order in which they came, each with the end of their place. */
  readonly #line = new Map<Taker, number>();

  setRate(requestsPerSecond: number | null): void {
    this.#perSecond = requestsPerSecond;
    this.#tokens = 1;
  }

  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  paused(nowMs: number): boolean {
    return nowMs < this.#pausedUntilMs;
  }

  /** How many of `wanted` may be begun now; their requests are taken as sent. */
  take(wanted: number, nowMs: number, taker: Taker = 'orders'): number {
    if (this.paused(nowMs)) return 0;
    if (this.#perSecond === null) return wanted;
    const earned = ((nowMs - this.#filledMs) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#tokens + earned, Math.max(REQUESTS_PER_ORDER, this.#perSecond / 5));
    this.#filledMs = nowMs;
    const taken = this.#isNext(taker, nowMs) ? Math.min(wanted, Math.floor(this.#tokens / TAKERS[taker])) : 0;
    this.#tokens -= taken * TAKERS[taker];
    if (taken === 0 && wanted > 0) this.#line.set(taker, nowMs + PLACE_FOR_MS);
    else this.#line.delete(taker);
    return taken;
  }

  #isNext(taker: Taker, nowMs: number): boolean {
    for (const [one, untilMs] of this.#line) {
      if (untilMs > nowMs) return one === taker;
      this.#line.delete(one);
    }
    return true;
  }

  /** Waits a little when nothing may leave now; false where nothing may until then. */
  async wait(untilMs: number): Promise<boolean> {
    if (this.paused(untilMs)) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    return performance.now() < untilMs;
  }
}
