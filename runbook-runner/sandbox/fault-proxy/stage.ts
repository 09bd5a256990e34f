// Owns the time of one injection: what waits in it is let go when the fault ends.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './kinds/kind.ts';

export interface OpenStage extends Stage {
  /** Aborted when the fault ends. */
  readonly over: AbortSignal;
  end(): void;
}

export function openStage(): OpenStage {
  const began = performance.now();
  const ending = new AbortController();
  return {
    over: ending.signal,
    end: () => ending.abort(),
    elapsedMs: () => performance.now() - began,
    wait: (ms) => sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined),
  };
}
