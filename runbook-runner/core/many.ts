// What holds a run of many checks together: one deadline for all. What it may spend is weighed in overdrawn.ts.
import type { Duration } from '../ports/duration.ts';
import type { WantedMany } from './admit.ts';
import type { Overdraft } from './budget.ts';
import type { Core } from './core.ts';
import type { Weighed } from './overdrawn.ts';

/** When a run of many ends, whatever has started by then. */
export interface RunDeadline {
  readonly text: string;
  /** By the monotonic clock. */
  readonly endMs: number;
  /** Aborts then, or when the run is given up. */
  readonly signal: AbortSignal;
}

export interface ManyOrder extends Weighed, WantedMany {
  readonly deadline?: Duration | undefined;
  readonly signal: AbortSignal;
}

export interface Many {
  /** By the clock of the records; to be handed to each check. */
  readonly beganAt: string;
  /** To be handed to each check. */
  readonly until: RunDeadline | undefined;
  /** What the run overdraws; only with `force`. */
  readonly overdrawn: readonly Overdraft[];
}

/** Begins now. */
export function runDeadline(core: Core, { ms, text }: Duration, signal: AbortSignal): RunDeadline {
  const over = new AbortController();
  core.watch.after(ms, () => over.abort(new DOMException('The run has used up its time.', 'TimeoutError')));
  const endMs = core.deps.ports.clock.monotonicMs() + ms;
  return { text, endMs, signal: AbortSignal.any([signal, over.signal]) };
}
