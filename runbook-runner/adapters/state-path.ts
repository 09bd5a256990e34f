// Where the state folder is: beside the sources, or where PLAYBOOK_HOME says.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Absolute path of the state folder of the repository at `root`. */
export function statePath(root: string, environment: NodeJS.ProcessEnv): string {
  const home = environment.PLAYBOOK_HOME;
  if (home === undefined || home === '') return join(root, '.playbook');
  // A shell leaves the tilde of a quoted value or of a file of variables as it is.
  return resolve(home.replace(/^~(?=\/|$)/, () => environment.HOME || homedir()));
}
