// A yes that decides where secrets go: asked for on a terminal, and given by `--yes` only where there is none.
import { PlaybookError } from '../errors/index.ts';
import { isYes } from './answers.ts';
import type { Context } from './context.ts';

/** Throws `confirmation_required` when nobody said yes, and `usage` for a `--yes` where a person can be asked. */
export async function requireYes(context: Context, question: string, yes: boolean): Promise<void> {
  const { terminal, signal } = context;
  if (terminal.interactive && yes) {
    throw new PlaybookError('usage', 'On a terminal a person answers, so --yes is not taken.', {
      hint: 'Leave --yes out, read what is shown, and answer.',
    });
  }
  if (yes) return;
  const answer = terminal.interactive ? await terminal.ask(`${question} [y/N] `, signal) : undefined;
  signal.throwIfAborted();
  if (isYes(answer)) return;
  throw new PlaybookError('confirmation_required', 'Nothing was changed: nobody said yes.', {
    hint: terminal.interactive ? undefined : 'Run it in a terminal, or add --yes after you have read it.',
  });
}
