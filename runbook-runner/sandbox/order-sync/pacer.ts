// Owns how fast data requests may leave: the configured throttle, and what the upstream's Retry-After asked for.
/** An order takes two: its charge is read, and made again. */
export const REQUESTS_PER_ORDER = 2;

/** How often it is looked whether more may leave. */
const LOOK_MS = 50;

export class Pacer {
  #perSecond: number | null = null;
  #tokens = 1;
  #filledMs = 0;
  #pausedUntilMs = 0;

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

  /** How many of `wanted` may be begun now, each of so many requests, which are taken as sent. */
  take(wanted: number, nowMs: number, requests = REQUESTS_PER_ORDER): number {
    if (this.paused(nowMs)) return 0;
    if (this.#perSecond === null) return wanted;
    const earned = ((nowMs - this.#filledMs) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#tokens + earned, Math.max(REQUESTS_PER_ORDER, this.#perSecond / 5));
    this.#filledMs = nowMs;
    const taken = Math.min(wanted, Math.floor(this.#tokens / requests));
    this.#tokens -= taken * requests;
    return taken;
  }

  /** Waits a little when nothing may leave now; false where nothing may until then. */
  async wait(untilMs: number): Promise<boolean> {
    if (this.paused(untilMs)) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    return performance.now() < untilMs;
  }
}
