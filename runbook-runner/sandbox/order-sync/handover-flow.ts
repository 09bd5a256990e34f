// Owns whether settled orders go on at one upstream: judged by the last outcomes, and by how long nothing went on.
import { OutcomeWindow } from './outcome-window.ts';

/** A label takes a second at least. */
const PATIENCE_MS = 3_000;

export class HandoverFlow {
  readonly #window = new OutcomeWindow();
  #fromMs = 0;
  #movedMs = Number.NEGATIVE_INFINITY;

  /** Nothing waited until now. */
  rested(nowMs: number): void {
    this.#movedMs = nowMs;
  }

  /** Forgets what came before: it was decided by a configuration that no longer holds. */
  restart(nowMs: number): void {
    this.#movedMs = Number.NEGATIVE_INFINITY;
    this.#fromMs = nowMs;
    this.#window.restart(nowMs);
  }

  record(wentOn: boolean, beganMs: number, nowMs: number): void {
    this.#window.record(wentOn, beganMs, nowMs);
    if (wentOn && beganMs >= this.#fromMs) this.#movedMs = nowMs;
  }

  /** With nothing to hand over it is ok: another upstream's trouble is not told here. */
  state(nowMs: number, waiting: number): 'ok' | 'stalled' {
    const { processed, failed } = this.#window.counts(nowMs);
    if (failed > processed) return 'stalled';
    return waiting > 0 && nowMs - this.#movedMs > PATIENCE_MS ? 'stalled' : 'ok';
  }
}
