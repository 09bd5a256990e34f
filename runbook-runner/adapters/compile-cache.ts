// Node's compile cache, kept where nobody else can put code into it.
import { lstatSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { statePath } from './state-path.ts';

/** Turns the cache on; a folder that is missing, read-only or open to others leaves the program without one. */
export function enableCompileCache(root: string, environment: NodeJS.ProcessEnv): void {
  const folder = join(statePath(root, environment), 'compile-cache');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isPrivate(folder)) module.enableCompileCache(folder);
  } catch {
    // A slower start is all that is lost.
  }
}

function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder);
  const mine = process.getuid === undefined || stat.uid === process.getuid();
  const closed = process.platform === 'win32' || (stat.mode & 0o077) === 0;
  return stat.isDirectory() && mine && closed;
}
