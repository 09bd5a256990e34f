// The machine's own clock.
import type { ClockPort } from '../ports/clock.ts';

export function createClock(): ClockPort {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    // Not `node:timers/promises`: most sleeps are given up, and it makes an error with a stack trace for each.
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const giveUp = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        }, ms);
        signal?.addEventListener('abort', giveUp, { once: true });
      }),
  };
}
