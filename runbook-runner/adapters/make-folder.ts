// Makes a folder, and those above it that are missing.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * True when it was made, false when it was there; throws what the system says. Step by step: where a file system says
 * of a folder in it that the one above is missing, as /proc does, Node's own way asks again for ever.
 */
export function makeFolder(path: string, mode: number): boolean {
  const above = dirname(path);
  if (!existsSync(above)) makeFolder(above, mode);
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}
