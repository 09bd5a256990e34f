// Node's compile cache, kept where nobody else can put code into it.
import module from 'node:module';
import { join } from 'node:path';
import { isPrivateFolder } from './private-folder.ts';
import { statePath } from './state-path.ts';

/** Turns the cache on; a folder that is missing, read-only or open to others leaves the program without one. */
export function enableCompileCache(root: string, environment: NodeJS.ProcessEnv): void {
  const folder = join(statePath(root, environment), 'compile-cache');
  try {
    if (isPrivateFolder(folder)) module.enableCompileCache(folder);
  } catch {
    // A slower start is all that is lost.
  }
}
