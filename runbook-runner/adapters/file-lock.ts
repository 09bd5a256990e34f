// A lock between processes. It is the operating system's, held through SQLite: it ends with its process, however
// that dies, so a stale one cannot exist and nothing has to be taken over.
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** SQLITE_BUSY (sqlite.org/rescode.html): another process holds the lock. */
const BUSY = 5;

export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY;
}

export interface Lock {
  release(): void;
}

/** Takes the lock, or returns undefined when another holds it for longer than `waitMs`; blocks for that time. */
export function takeLock(place: string, waitMs: number): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(place, { timeout: waitMs });
    chmodSync(place, 0o600);
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}
