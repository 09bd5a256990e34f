// Where the state folder is: beside the sources, or where PLAYBOOK_HOME says.
import { isAbsolute, join, resolve } from 'node:path';

/** Absolute path of the state folder of the repository at `root`. */
export function statePath(root: string, environment: NodeJS.ProcessEnv): string {
  const home = environment.PLAYBOOK_HOME;
  if (home === undefined || home === '') return join(root, '.playbook');
  return isAbsolute(home) ? home : resolve(home);
}
