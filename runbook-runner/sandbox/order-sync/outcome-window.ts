// Owns the last two seconds of order outcomes, from which the flow is judged.
const WINDOW_MS = 2_000;

export interface Counts {
  readonly processed: number;
  readonly failed: number;
}

export class OutcomeWindow {
  #outcomes: { readonly atMs: number; readonly processed: boolean }[] = [];
  #from = 0;

  /** Forgets what came before: it was decided by a configuration that no longer holds. */
  restart(nowMs: number): void {
    this.#outcomes = [];
    this.#from = nowMs;
  }

  /** Attempts that began before the last restart are left out. */
  record(processed: boolean, beganMs: number, nowMs: number): void {
    if (beganMs >= this.#from) this.#outcomes.push({ atMs: nowMs, processed });
    this.#drop(nowMs);
  }

  counts(nowMs: number): Counts {
    this.#drop(nowMs);
    const processed = this.#outcomes.filter((outcome) => outcome.processed).length;
    return { processed, failed: this.#outcomes.length - processed };
  }

  /** Orders flow when some went through lately, and no more failed than did. */
  flow(nowMs: number): 'ok' | 'stalled' {
    const { processed, failed } = this.counts(nowMs);
    return processed > 0 && failed <= processed ? 'ok' : 'stalled';
  }

  #drop(nowMs: number): void {
    this.#outcomes = this.#outcomes.filter((outcome) => outcome.atMs > nowMs - WINDOW_MS);
  }
}
