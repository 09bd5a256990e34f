// Gives a piece of work its time and not more, and tells whether it ended, ran out, or was given up.
import { onAbort } from './on-abort.ts';
import type { Watch } from './watch.ts';

export type Timed<T> =
  | { readonly ended: 'work'; readonly value: T }
  | { readonly ended: 'deadline' }
  | { readonly ended: 'interrupted' };

/** What the work gets to notice the deadline itself and name the phase; then it is left behind. */
const GRACE_MS = 200;

/**
 * Runs `work` with a signal that aborts at the deadline or with `signal`. What the work throws is thrown,
 * unless it was given up: then the reason is told. `windUpMs` is what it gets after an interruption.
 */
export function withDeadline<T>(
  watch: Watch,
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  windUpMs = GRACE_MS,
): Promise<Timed<T>> {
  return new Promise((resolve, reject) => {
    const inner = new AbortController();
    let left: 'deadline' | 'interrupted' | undefined;
    /** The work is told at once, and left behind some time after, so that it can say what became of it. */
    const leave = (why: 'deadline' | 'interrupted', reason: unknown) => {
      cancel();
      left = why;
      cancel = watch.after(why === 'interrupted' ? windUpMs : GRACE_MS, () => settle({ ended: why }));
      inner.abort(reason);
    };
    const late = () => leave('deadline', new DOMException('The deadline has passed.', 'TimeoutError'));
    const interrupt = () => leave('interrupted', signal?.reason);
    const release = () => {
      cancel();
      deaf();
    };
    const settle = (timed: Timed<T>) => {
      release();
      resolve(timed);
    };
    let cancel = watch.after(ms, late);
    const deaf = onAbort(signal, interrupt);
    if (signal?.aborted) interrupt();
    Promise.try(work, inner.signal).then(
      (value) => settle({ ended: 'work', value }),
      (error) => {
        if (left) return settle({ ended: left });
        release();
        reject(error);
      },
    );
  });
}
