// Gate 8: bounded work. So many runs may be under way or wait in the core's queue; the rest come back later.
import { PlaybookError } from '../../errors/index.ts';

export interface Queue {
  /** Runs the work, or throws `queue_full` at once. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs that were let in and have not ended. */
  readonly inside: number;
}

/** `most` is the core's workers and its queue together: the core shares them out among hosts. */
export function createQueue(most: number): Queue {
  let inside = 0;
  return {
    async run(work) {
      if (inside >= most) {
        throw new PlaybookError('queue_full', `${inside} runs are under way or wait.`, {
          hint: 'Try again in a few seconds.',
        });
      }
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
      }
    },
    get inside() {
      return inside;
    },
  };
}
