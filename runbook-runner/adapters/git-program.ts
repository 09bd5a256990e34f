// Finds git in PATH, never below the folder that is looked at: what lies in a repository must not be what is started.
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';

/**
 * Its absolute path. Relative entries of PATH are skipped, since they depend on the folder, and those below `root`:
 * `npm run` puts the repository's own node_modules/.bin first.
 */
export function gitProgram(env: NodeJS.ProcessEnv, root: string): string | undefined {
  const file = process.platform === 'win32' ? 'git.exe' : 'git';
  const folders = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !isBelow(root, folder));
  return folders.map((folder) => join(folder, file)).find(isExecutable);
}

function isBelow(root: string, folder: string): boolean {
  const from = relative(root, folder);
  return !isAbsolute(from) && from.split(sep)[0] !== '..';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
