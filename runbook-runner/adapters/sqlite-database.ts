// Opens the database file privately and durably.
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { PlaybookError } from '../errors/index.ts';
import { diskFull } from './disk-full.ts';
import { migrate } from './sqlite-schema.ts';

/** Before this release a reset of the write-ahead log could lose a commit. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const BUSY_TIMEOUT_MS = 5_000;
/** Of a new file: a page for two usual records, which are some 4 kB each. An older file keeps the pages that it has. */
const PAGE_BYTES = 8192;

// Result codes of SQLite, sqlite.org/rescode.html.
/** CORRUPT, NOTADB. */
const DAMAGED = new Set([11, 26]);
/** BUSY, LOCKED: for longer than the time-out. */
const HELD = new Set([5, 6]);
/** PERM, READONLY, IOERR, CANTOPEN, AUTH. */
const UNWRITABLE = new Set([3, 8, 10, 14, 23]);

/** The playbook's error for a database's or file system's one; others come back as they are. */
export function storageError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PlaybookError) return error;
  const full = diskFull(path, error);
  if (full) return full;
  const errcode = 'errcode' in error ? Number(error.errcode) : undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (
    ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR'].includes(code) ||
    isOneOf(UNWRITABLE, errcode)
  ) {
    return new PlaybookError('folder_unwritable', `${path} cannot be written: ${error.message}.`, {
      hint: 'Make the folder writable, or name another one in PLAYBOOK_HOME.',
      cause: error,
    });
  }
  if (isOneOf(DAMAGED, errcode)) return damaged(path, error.message, error);
  if (isOneOf(HELD, errcode)) {
    return new PlaybookError('storage_locked', `Another program holds ${path}: it could not be written.`, {
      hint: 'Close what has it open, such as a database browser, then try again.',
      cause: error,
    });
  }
  return error;
}

/** Does what reads the file; its errors are the playbook's then. */
export const readingOf =
  (path: string) =>
  async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storageError(path, error);
    }
  };

const isOneOf = (codes: ReadonlySet<number>, errcode: number | undefined) =>
  errcode !== undefined && codes.has(errcode & 0xff);

/** The file stays where it is: what can be saved of it is evidence. */
function damaged(path: string, why: string, cause?: unknown): PlaybookError {
  return new PlaybookError('storage_damaged', `${path} cannot be read: ${why}.`, {
    hint: 'Keep a copy of the folder and go on with another: PLAYBOOK_HOME="$HOME/.local/state/playbook"',
    cause,
  });
}

/** Reads the whole file. Throws `storage_damaged` where an index tells something else than its table, or a page is lost. */
export function requireIntact(database: DatabaseSync): void {
  const { integrity_check: found } = database.prepare('PRAGMA integrity_check(1)').get() ?? {};
  if (found !== 'ok') throw damaged(database.location() ?? 'The store', String(found));
}

function refuseOldSqlite(database: DatabaseSync): void {
  const version = String(database.prepare('SELECT sqlite_version() AS version').get()?.version);
  const parts = version.split('.').map(Number);
  const difference = OLDEST_SQLITE.map((part, index) => (parts[index] ?? 0) - part).find((one) => one !== 0);
  if ((difference ?? 0) >= 0) return;
  throw new PlaybookError('internal', `SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}.`, {
    hint: 'Use the Node.js that `npm ci` installed.',
  });
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / pageBytes)}`);
}

/** Opens the file, mode 0600, creating it when needed. Throws `folder_unwritable` and `storage_…`. */
export function openDatabase(path: string, maxBytes: number | undefined): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    refuseOldSqlite(database);
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
    if (maxBytes !== undefined) limitSize(database, maxBytes);
    if (!migrate(database)) throw damaged(path, 'a newer version of this program wrote it');
    return database;
  } catch (error) {
    database?.close();
    throw storageError(path, error);
  }
}

/** Prepared statements by their text; preparing costs more than most queries. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #known = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sql: string): StatementSync {
    const known = this.#known.get(sql) ?? this.#database.prepare(sql);
    this.#known.set(sql, known);
    return known;
  }
}
