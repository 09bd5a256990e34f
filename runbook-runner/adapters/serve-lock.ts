// One `serve` owns a folder, by a lock that ends with its process.
import { readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { PlaybookError } from '../errors/index.ts';
import { replaceFile } from './durable-file.ts';
import { isBusy, type Lock, takeLock } from './file-lock.ts';
import { type StateFolder, unwritable } from './state-folder.ts';

/** A command beside `serve` looks at the lock for an instant; longer than that is another `serve`. */
const GLANCE_MS = 200;

/** What a running `serve` tells the commands beside it; mode 0600, since the token is in it. */
export interface ServeFile {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly controlToken: string;
  /** Environment whose webhooks it takes; absent when it takes none. */
  readonly inboundEnvironment?: string | undefined;
  /** RFC 3339. */
  readonly since: string;
}

export interface ServeLock {
  /** Throws `storage_full` or `folder_unwritable`. */
  announce(file: ServeFile): void;
  release(): void;
}

/** Takes the folder, or throws `folder_owned` naming the process that serves it. */
export function claimFolder(folder: StateFolder): ServeLock {
  const held = lock(folder);
  const place = folder.file('serve.json');
  rmSync(place, { force: true });
  return {
    announce(file) {
      try {
        replaceFile(place, `${JSON.stringify(file)}\n`);
      } catch (error) {
        throw unwritable(folder.path, error);
      }
    },
    release() {
      rmSync(place, { force: true });
      held.release();
    },
  };
}

/** What the running `serve` announced; undefined when none is running. */
export function readServeFile(folder: StateFolder): ServeFile | undefined {
  let file: ServeFile;
  try {
    file = JSON.parse(readFileSync(folder.file('serve.json'), 'utf8')) as ServeFile;
  } catch {
    return undefined;
  }
  return isServed(folder) ? file : undefined;
}

function lock(folder: StateFolder): Lock {
  let held: Lock | undefined;
  try {
    held = takeLock(folder.file('serve.lock'), GLANCE_MS);
  } catch (error) {
    throw unwritable(folder.path, error);
  }
  if (held === undefined) throw owned(folder);
  return held;
}

/** Whether a process holds the lock: a reader is then refused. */
function isServed(folder: StateFolder): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(folder.file('serve.lock'), { readOnly: true, timeout: 0 });
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

function owned(folder: StateFolder): PlaybookError {
  const file = readServeFile(folder);
  const by = file
    ? `process ${file.pid} at ${file.url}, since ${file.since}`
    : 'another process that is just starting';
  return new PlaybookError('folder_owned', `${folder.path} is served by ${by}.`, {
    hint: file
      ? `Open ${file.url}, or stop that process, or serve another folder with PLAYBOOK_HOME.`
      : 'Try again in a moment, or serve another folder with PLAYBOOK_HOME.',
    data: file ? { pid: file.pid, port: file.port, since: file.since } : {},
  });
}
