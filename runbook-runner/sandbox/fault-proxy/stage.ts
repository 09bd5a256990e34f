// Owns the time of one injection: what waits in it is let go when the fault ends.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './kinds/kind.ts';

export interface OpenStage extends Stage {
  /** Aborted when the fault ends. */
  readonly over: AbortSignal;
  end(): void;
}

/** `inUse` are the credentials that were presented until now. */
export function openStage(inUse: ReadonlySet<string>): OpenStage {
  const before = new Set(inUse);
  const began = performance.now();
  const ending = new AbortController();
  return {
    over: ending.signal,
    end: () => ending.abort(),
    nowMs: () => Date.now(),
    wasInUse: (credential) => before.has(credential),
    elapsedMs: () => performance.now() - began,
    wait: (ms) => sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined),
  };
}
