// Keeps an answer for a moment, so that a burst of questions asks once. On the ground: core and adapters both do.
import type { ClockPort } from './clock.ts';

/** Shares the promise of `make` for `forMs`; one that fails is not kept. */
export function kept<T>(
  clock: Pick<ClockPort, 'monotonicMs'>,
  forMs: number,
  make: () => Promise<T>,
): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const now = clock.monotonicMs();
    if (last !== undefined && now - last.at < forMs) return last.value;
    const value = make();
    last = { at: now, value };
    value.catch(() => {
      if (last?.value === value) last = undefined;
    });
    return value;
  };
}
