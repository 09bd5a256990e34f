// Ctrl-C: the first asks the work to stop and be recorded as interrupted, the second ends the program at once.
import { constants } from 'node:os';
import { PlaybookError } from '../errors/index.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  release(): void;
}

export function listenForInterruption(note: (line: string) => void): Interruption {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(128 + (constants.signals[name] ?? 2));
    if (name === 'SIGINT') note('Stopping; press Ctrl-C again to end at once.');
    controller.abort(
      new PlaybookError('interrupted', 'The run was interrupted.', {
        hint: 'What had run is recorded; see `npm run -s playbook -- runs`.',
      }),
    );
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
