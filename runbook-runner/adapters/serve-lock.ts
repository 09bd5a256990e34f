// One `serve` owns a folder. The lock is the operating system's, held through SQLite: it ends with its process,
// however that dies, so a stale one cannot exist and nothing has to be taken over.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { PlaybookError } from '../errors/index.ts';
import { type StateFolder, unwritable } from './state-folder.ts';

/** SQLITE_BUSY (sqlite.org/rescode.html): another process holds the lock. */
const BUSY = 5;
/** A command beside `serve` looks at the lock for an instant; longer than that is another `serve`. */
const GLANCE_MS = 200;

/** What a running `serve` tells the commands beside it; mode 0600, since the token is in it. */
export interface ServeFile {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly controlToken: string;
  /** RFC 3339. */
  readonly since: string;
}

export interface ServeLock {
  announce(file: ServeFile): void;
  release(): void;
}

/** Takes the folder, or throws `folder_owned` naming the process that serves it. */
export function claimFolder(folder: StateFolder): ServeLock {
  const database = lock(folder);
  const place = folder.file('serve.json');
  rmSync(place, { force: true });
  return {
    announce(file) {
      writeFileSync(place, `${JSON.stringify(file)}\n`, { mode: 0o600 });
      chmodSync(place, 0o600);
    },
    release() {
      rmSync(place, { force: true });
      database.close();
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

function lock(folder: StateFolder): DatabaseSync {
  const place = folder.file('serve.lock');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(place, { timeout: GLANCE_MS });
    chmodSync(place, 0o600);
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw owned(folder);
    throw unwritable(folder.path, error);
  }
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

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY;
}
