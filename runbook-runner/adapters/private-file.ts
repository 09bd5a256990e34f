// Files that decide what is done with secrets: outside the repository, and in the hands of their owner alone.
import { lstatSync, readFileSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { PlaybookError } from '../errors/index.ts';
import { diskFull } from './disk-full.ts';
import { replaceFile } from './durable-file.ts';
import { takeLock } from './file-lock.ts';
import { makeFolder } from './make-folder.ts';

const GROUP_AND_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
/** How long another process may take to change the file: it reads and writes it, and waits for nothing else. */
const LOCK_MS = 5_000;

function untrusted(message: string, hint: string): PlaybookError {
  return new PlaybookError('secrets_untrusted', message, { hint });
}

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const isRootOrMine = ({ uid }: Stats): boolean =>
  process.getuid === undefined || uid === process.getuid() || uid === 0;

/** Whether a real path lies in the repository, where a pull request could bring it along. */
export function isInside(root: string, path: string): boolean {
  const from = relative(realpathSync(root), path);
  return !(from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from));
}

/** Throws `secrets_untrusted` for a path inside the repository. */
function refuseInside(root: string, path: string): void {
  if (!isInside(root, path)) return;
  throw untrusted(
    `${path} lies inside the repository, where a pull request could change it.`,
    'Move it out of the repository, e.g. to ~/.config/playbook/.',
  );
}

function refuseExposed(path: string): void {
  if (process.platform === 'win32') return;
  const stat = statSync(path);
  if (!isRootOrMine(stat)) {
    throw untrusted(`${path} belongs to another user (uid ${stat.uid}).`, 'Name a file of your own.');
  }
  if ((stat.mode & GROUP_AND_OTHERS) !== 0) {
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    throw untrusted(
      `${path} has mode ${mode}: other users of this machine can open it.`,
      `Close it: chmod 600 ${quoted(path)}`,
    );
  }
  const folder = dirname(path);
  const around = statSync(folder);
  const replaceable = (around.mode & WRITABLE_BY_OTHERS) !== 0 && (around.mode & STICKY) === 0;
  if (replaceable || !isRootOrMine(around)) {
    throw untrusted(
      `Other users of this machine can replace files in ${folder}.`,
      `Close it: chmod 700 ${quoted(folder)}`,
    );
  }
}

/** Where the file is or will be: a link may lead to one that does not exist yet. Throws for links in a circle. */
function placeOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return path;
  return placeOf(resolve(realpathSync(dirname(path)), readlinkSync(path)));
}

/** The bytes of the file, or undefined when there is none. Throws `secrets_untrusted`. */
export function readPrivate(path: string, root: string): Buffer | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    const real = realpathSync(path);
    refuseInside(root, real);
    if (!statSync(real).isFile()) throw untrusted(`${path} is not a file.`, 'Move it away, or name another.');
    refuseExposed(real);
    return readFileSync(real);
  } catch (error) {
    if (error instanceof PlaybookError) throw error;
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw untrusted(`${path} cannot be read (${why}).`, 'See whether it is a file that you may read.');
  }
}

function replace(real: string, text: () => string): void {
  const lock = takeLock(`${real}.lock`, LOCK_MS);
  if (lock === undefined) throw untrusted(`Another process keeps ${real} from being changed.`, 'Try again.');
  try {
    replaceFile(real, text());
  } finally {
    lock.release();
  }
}

/**
 * Replaces the file as a whole by what becomes of what stands there, on the disk before it returns; a link to it stays one.
 * No other process changes it meanwhile: what that had put in would be lost, or what it took out would come back.
 * Throws `secrets_untrusted`.
 */
export function changePrivate(path: string, root: string, change: (now: Buffer | undefined) => string): void {
  try {
    makeFolder(dirname(path), 0o700);
    const real = placeOf(path);
    refuseInside(root, realpathSync(dirname(real)));
    replace(real, () => change(readPrivate(real, root)));
  } catch (error) {
    const known = error instanceof PlaybookError ? error : diskFull(path, error);
    if (known) throw known;
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw untrusted(`${path} cannot be written (${why}).`, 'Name a file of your own: PLAYBOOK_SECRETS=…');
  }
}
