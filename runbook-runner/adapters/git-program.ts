// Finds git in PATH, never in the folder that is looked at: what lies in a repository must not be what is started.
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Its absolute path; relative entries of PATH are skipped, since they depend on the folder. */
export function gitProgram(env: NodeJS.ProcessEnv): string | undefined {
  const file = process.platform === 'win32' ? 'git.exe' : 'git';
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, file)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
