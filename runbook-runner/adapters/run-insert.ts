// How a run gets into the tables: its journal entry, and the row that names the entry.
import { INSERT_RUN, RUN_COLUMNS } from './run-statements.ts';
import type { Statements } from './sqlite-database.ts';
import { runFact, type SqliteJournal } from './sqlite-journal.ts';
import type { RunRow } from './sqlite-schema.ts';

/** A run to insert, in plain values that can be handed to a thread. */
export interface RunInsert {
  readonly row: Omit<RunRow, 'entry'>;
  /** Kind of the journal entry. */
  readonly kind: string;
  /** When it was told, by the clocks of the process (a thread has another monotonic one). */
  readonly at: string;
  readonly monotonicMs: number;
}

/** Only inside a transaction that holds the write lock. */
export function insertRun(insert: RunInsert, journal: SqliteJournal, statements: Statements): void {
  const { row, kind, at, monotonicMs } = insert;
  const entry = journal.append({ at, monotonicMs, actor: row.actor, kind, payload: runFact(row) });
  const whole: RunRow = { ...row, entry };
  statements.get(INSERT_RUN).run(...RUN_COLUMNS.map((column) => whole[column]));
}
