// Time for tests: the real one, and one that moves only when told.
import { setTimeout as wait } from 'node:timers/promises';
import type { ClockPort } from '../../../runbook-runner/ports/clock.ts';

export const realClock: ClockPort = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
};

export interface FakeClock extends ClockPort {
  advance(ms: number): void;
  /** Sets the time of day, and nothing that is measured; negative is back. */
  set(byMs: number): void;
}

export function fakeClock(start = '2026-11-22T03:00:00Z'): FakeClock {
  let passed = 0;
  let setBy = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => new Date(Date.parse(start) + passed + setBy),
    monotonicMs: () => passed,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ at: passed + ms, wake })),
    set(byMs) {
      setBy += byMs;
    },
    advance(ms) {
      passed += ms;
      for (const sleeper of sleepers) if (sleeper.at <= passed) sleeper.wake();
      sleepers = sleepers.filter((sleeper) => sleeper.at > passed);
    },
  };
}
