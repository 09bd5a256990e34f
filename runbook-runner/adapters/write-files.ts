// Writes files that people asked for: generated ones only where their text differs, so that nothing else notices.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Writes files that must not exist yet, all or none. Throws `usage` with the first that does. */
export function writeNewFiles(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  const taken = files.find(({ path }) => existsSync(join(root, path)));
  if (taken !== undefined)
    throw new PlaybookError('usage', `${taken.path} exists already; nothing was written.`, {
      hint: 'Name another with --id.',
    });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
}

/** Adds text to the file at `path`, or replaces it. Throws `usage`: the path was somebody's wish. */
export function writeText(path: string, text: string, how: 'add' | 'replace'): void {
  try {
    if (how === 'add') appendFileSync(path, text);
    else writeFileSync(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new PlaybookError('usage', `${path} cannot be written: ${reason}`, {
      hint: full
        ? 'Make room on the disk, or name a file on another one.'
        : 'Name a file in a folder that exists and that you may write to.',
      cause,
    });
  }
}

/** Throws as `writeText` would, and leaves what is there as it is: for a paper that is written after a long run. */
export function tryText(path: string): void {
  const there = existsSync(path);
  writeText(path, '', 'add');
  if (!there) rmSync(path);
}
