// The machine's own clock.
import { setTimeout as wait } from 'node:timers/promises';
import type { ClockPort } from '../ports/clock.ts';

export function createClock(): ClockPort {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    async sleep(ms, signal) {
      try {
        await wait(ms, undefined, signal ? { signal } : {});
      } catch (error) {
        throw signal?.aborted ? signal.reason : error;
      }
    },
  };
}
