// The last stop of an error: the message is the fact, the hint is the fix, and its code decides the exit.
import { type ExitCode, PlaybookError } from '../errors/index.ts';
import { renderError } from '../errors/render.ts';
import type { Terminal } from './terminal.ts';

/** Reports what a command threw; as a problem document on standard output too when JSON was asked for. */
export async function reportError(error: unknown, terminal: Terminal, json: boolean): Promise<ExitCode> {
  const known = error instanceof PlaybookError ? error : unforeseen(error);
  if (json) {
    const { problemDocument } = await import('../http/problem.ts');
    terminal.out(JSON.stringify(problemDocument(known), null, 2));
  }
  terminal.note(renderError(known, { color: terminal.colorNotes }));
  if (known.cause instanceof Error && known.code === 'internal') terminal.note(known.cause.stack ?? '');
  return known.exit;
}

function unforeseen(error: unknown): PlaybookError {
  return new PlaybookError('internal', error instanceof Error ? error.message : String(error), {
    hint: 'This is a fault of the program; the trace tells where.',
    cause: error,
  });
}
