// Writes generated files below a root: only those whose text differs, so that nothing else notices.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
