// Gives a piece of work its time and not more, and tells whether it ended, ran out, or was given up.
import type { ClockPort } from '../ports/clock.ts';

export type Timed<T> =
  | { readonly ended: 'work'; readonly value: T }
  | { readonly ended: 'deadline' }
  | { readonly ended: 'interrupted' };

/** What the work gets to notice the deadline itself and name the phase; then it is left behind. */
const GRACE_MS = 200;

/**
 * Runs `work` with a signal that aborts at the deadline or with `signal`. What the work throws is thrown,
 * unless it was given up: then the reason is told.
 */
export async function withDeadline<T>(
  clock: ClockPort,
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Timed<T>> {
  const late = new AbortController();
  const over = new AbortController();
  const inner = AbortSignal.any([late.signal, ...(signal ? [signal] : [])]);
  const deadline = clock
    .sleep(ms, over.signal)
    .then(() => late.abort(new DOMException('The deadline has passed.', 'TimeoutError')))
    .then(() => clock.sleep(GRACE_MS, over.signal))
    .then((): Timed<T> => ({ ended: 'deadline' }));
  const given = work(inner).then((value): Timed<T> => ({ ended: 'work', value }));
  try {
    const timed = await Promise.race([given, deadline, whenAborted<T>(clock, signal, over.signal)]);
    return signal?.aborted && timed.ended === 'deadline' ? { ended: 'interrupted' } : timed;
  } catch (error) {
    if (signal?.aborted) return { ended: 'interrupted' };
    if (late.signal.aborted) return { ended: 'deadline' };
    throw error;
  } finally {
    over.abort();
    deadline.catch(() => {});
    given.catch(() => {});
  }
}

/** Resolves some time after the signal aborts, so that the work can say what became of it. */
function whenAborted<T>(
  clock: ClockPort,
  signal: AbortSignal | undefined,
  over: AbortSignal,
): Promise<Timed<T>> {
  return new Promise((resolve) => {
    const end = () =>
      clock.sleep(GRACE_MS, over).then(
        () => resolve({ ended: 'interrupted' }),
        () => {},
      );
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true, signal: over });
  });
}
