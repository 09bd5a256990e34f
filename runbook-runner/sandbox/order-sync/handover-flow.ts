// Owns whether settled orders go on at one upstream: judged by the last outcomes, and by how long nothing went on.
import { OutcomeWindow } from './outcome-window.ts';

/** A label takes a second at least. */
const PATIENCE_MS = 3_000;

export class HandoverFlow {
  readonly #window = new OutcomeWindow();
  #fromMs = 0;
  #movedMs = Number.NEGATIVE_INFINITY;
  /** More failed than went on when an order last ended: a pause after that mends nothing. */
  #failing = false;

  /** Nothing waited until now. */
  rested(nowMs: number): void {
    this.#movedMs = nowMs;
    this.#failing = false;
  }

  /** Forgets what came before: it was decided by a configuration that no longer holds. */
  restart(nowMs: number): void {
    this.#movedMs = Number.NEGATIVE_INFINITY;
    this.#failing = false;
    this.#fromMs = nowMs;
    this.#window.restart(nowMs);
  }

  record(wentOn: boolean, beganMs: number, nowMs: number): void {
    this.#window.record(wentOn, beganMs, nowMs);
    if (beganMs < this.#fromMs) return;
    if (wentOn) this.#movedMs = nowMs;
    this.#failing = this.#mostFail(nowMs);
  }

  /** With nothing to hand over it is ok: another upstream's trouble is not told here. */
  state(nowMs: number, waiting: number): 'ok' | 'stalled' {
    if (this.#mostFail(nowMs)) return 'stalled';
    const stands = this.#failing || nowMs - this.#movedMs > PATIENCE_MS;
    return waiting > 0 && stands ? 'stalled' : 'ok';
  }

  #mostFail(nowMs: number): boolean {
    const { processed, failed } = this.#window.counts(nowMs);
    return failed > processed;
  }
}
