// Writes files that people asked for: generated ones only where their text differs, so that nothing else notices.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlaybookError } from '../errors/index.ts';

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes each file whose text is another than what is there; returns the paths that were written. */
export function writeFiles(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const stale = files.filter(({ path, text }) => current(join(root, path)) !== text);
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return stale.map(({ path }) => path);
}

/** Adds text to the file at `path`, or replaces it. Throws `usage`: the path was somebody's wish. */
export function writeText(path: string, text: string, how: 'add' | 'replace'): void {
  try {
    if (how === 'add') appendFileSync(path, text);
    else writeFileSync(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlaybookError('usage', `${path} cannot be written: ${reason}`, {
      hint: 'Name a file in a folder that exists and that you may write to.',
      cause,
    });
  }
}
