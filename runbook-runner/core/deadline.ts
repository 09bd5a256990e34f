// Gives a piece of work its time and not more, and tells whether it ended, ran out, or was given up.
import type { ClockPort } from '../ports/clock.ts';

export type Timed<T> =
  | { readonly ended: 'work'; readonly value: T }
  | { readonly ended: 'deadline' }
  | { readonly ended: 'interrupted' };

/** What the work gets to notice the deadline itself and name the phase; then it is left behind. */
const GRACE_MS = 200;

/** Why a sleep is given up when what it watched has ended. Made once: the default reason takes a stack trace each time. */
export const ENDED = new Error('What was watched has ended.');

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
  const inner = new AbortController();
  const over = new AbortController();
  let late = false;
  const interruption = Promise.withResolvers<Timed<T>>();
  /** The work is told at once, and left behind some time after, so that it can say what became of it. */
  const interrupt = () => {
    inner.abort(signal?.reason);
    clock.sleep(GRACE_MS, over.signal).then(
      () => interruption.resolve({ ended: 'interrupted' }),
      () => {},
    );
  };
  if (signal?.aborted) interrupt();
  else signal?.addEventListener('abort', interrupt, { once: true });
  const deadline = clock.sleep(ms, over.signal).then(async (): Promise<Timed<T>> => {
    late = true;
    inner.abort(new DOMException('The deadline has passed.', 'TimeoutError'));
    await clock.sleep(GRACE_MS, over.signal);
    return { ended: 'deadline' };
  });
  const given = work(inner.signal).then((value): Timed<T> => ({ ended: 'work', value }));
  try {
    const timed = await Promise.race([given, deadline, interruption.promise]);
    return signal?.aborted && timed.ended === 'deadline' ? { ended: 'interrupted' } : timed;
  } catch (error) {
    if (signal?.aborted) return { ended: 'interrupted' };
    if (late) return { ended: 'deadline' };
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    over.abort(ENDED);
    deadline.catch(() => {});
    given.catch(() => {});
  }
}
