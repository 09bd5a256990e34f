// The folder that holds what the runner keeps: private to its owner, or refused.
import { accessSync, chmodSync, constants, lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { PlaybookError } from '../errors/index.ts';
import { diskFull } from './disk-full.ts';
import { makeFolder } from './make-folder.ts';

export { statePath } from './state-path.ts';

const SECRET_FILES = ['store.sqlite', 'serve.json', 'sandbox.json'];

export interface StateFolder {
  readonly path: string;
  file(name: string): string;
}

/** The folder as a place to read from; nothing is created or looked at. */
export function stateFolderAt(path: string): StateFolder {
  return { path, file: (name) => join(path, name) };
}

/**
 * Opens the folder for writing, creating it with mode 0700 whatever the umask.
 * Throws `folder_unwritable`, or `folder_exposed` when others could read it or the secrets in it.
 */
export function openStateFolder(path: string): StateFolder {
  try {
    if (makeFolder(path, 0o700)) chmodSync(path, 0o700);
    refuseExposed(path);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof PlaybookError) throw error;
    throw unwritable(path, error);
  }
  for (const name of SECRET_FILES) refuseExposed(join(path, name));
  return stateFolderAt(path);
}

/** The error for a folder that cannot be written, with the way out: `storage_full` where only room is missing. */
export function unwritable(path: string, cause: unknown): PlaybookError {
  const full = diskFull(path, cause);
  if (full) return full;
  const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new PlaybookError('folder_unwritable', `The state folder ${path} cannot be written${why}.`, {
    hint: 'Name a folder of your own: PLAYBOOK_HOME="$HOME/.local/state/playbook". Records are kept there instead.',
    cause,
  });
}

function refuseExposed(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || process.platform === 'win32') return;
  if (process.getuid !== undefined && stat.uid !== process.getuid()) throw foreign(path, stat);
  if (stat.isSymbolicLink()) throw linked(path);
  if ((stat.mode & 0o077) === 0) return;
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  throw new PlaybookError(
    'folder_exposed',
    `${path} has mode ${mode}: other users of this machine can read it.`,
    {
      hint: `Close it: chmod ${stat.isDirectory() ? '700' : '600'} ${quoted(path)}`,
    },
  );
}

/** Its own mode says nothing, and `chmod` would close whatever it leads to. */
function linked(path: string): PlaybookError {
  return new PlaybookError('folder_exposed', `${path} is a symbolic link, which may lead anywhere.`, {
    hint: 'Name the folder that it leads to: PLAYBOOK_HOME=…, or remove the link.',
  });
}

function foreign(path: string, stat: Stats): PlaybookError {
  return new PlaybookError('folder_unwritable', `${path} belongs to another user (uid ${stat.uid}).`, {
    hint: 'Name a folder of your own: PLAYBOOK_HOME="$HOME/.local/state/playbook". Records are kept there instead.',
  });
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
