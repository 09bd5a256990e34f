// Gathers the writes of one turn into one transaction: a commit waits for the disk, so they share the wait.
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { PlaybookError } from '../errors/index.ts';
import { storageError } from './sqlite-database.ts';

/** Commits are at least so far apart, and farther the more writes the last one held; a lone write is never kept waiting. */
const LEAST_SPACING_MS = 4;
const MOST_SPACING_MS = 16;

interface Write {
  /** A PlaybookError means: refused before anything was written. */
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly refused: PlaybookError };

export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #onBegin: () => void;
  readonly #file: bigint | undefined;
  #waiting: Write[] = [];
  #spacingMs = LEAST_SPACING_MS;
  #lastCommit = Number.NEGATIVE_INFINITY;

  /** `onBegin` is called at the start of each transaction. */
  constructor(database: DatabaseSync, path: string, onBegin: () => void) {
    this.#database = database;
    this.#path = path;
    this.#onBegin = onBegin;
    this.#file = fileAt(path);
  }

  /** Resolves after the commit that holds the write. Throws `storage_full`, `storage_locked` or `folder_unwritable`. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length > 1) return;
      const rest = this.#lastCommit + this.#spacingMs - performance.now();
      if (rest <= 0) setImmediate(() => this.flush());
      else setTimeout(() => this.flush(), rest);
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    if (writes.length > 0) this.#commit(writes);
    this.#spacingMs = Math.min(MOST_SPACING_MS, Math.max(LEAST_SPACING_MS, writes.length));
    this.#lastCommit = performance.now();
  }

  #commit(writes: readonly Write[]): void {
    let outcomes: Outcome[];
    try {
      outcomes = this.#transaction(writes);
    } catch (error) {
      const known = storageError(this.#path, error);
      // One bad write must not take its neighbours along; a full disk fails them all alike.
      if (known === error && writes.length > 1) {
        for (const one of writes) this.#commit([one]);
      } else {
        for (const one of writes) one.reject(known);
      }
      return;
    }
    for (const [index, outcome] of outcomes.entries()) {
      if ('refused' in outcome) writes[index]?.reject(outcome.refused);
      else writes[index]?.resolve(outcome.value as never);
    }
  }

  #transaction(writes: readonly Write[]): Outcome[] {
    // SQLite would go on with what it has open, and the commit would be lost with it.
    if (fileAt(this.#path) !== this.#file) throw gone(this.#path);
    this.#database.exec('BEGIN IMMEDIATE');
    this.#onBegin();
    try {
      const outcomes = writes.map(attempt);
      this.#database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

const fileAt = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

function gone(path: string): PlaybookError {
  return new PlaybookError('folder_unwritable', `${path} was removed or replaced while it was in use.`, {
    hint: 'Put it back where it was, or start this program again: it begins new records then.',
  });
}

function attempt(write: Write): Outcome {
  try {
    return { value: write.work() };
  } catch (error) {
    if (error instanceof PlaybookError) return { refused: error };
    throw error;
  }
}
