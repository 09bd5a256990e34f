// The statements by which runs are written. They are run inside a transaction, and prepared once.
import type { RunRow } from './sqlite-schema.ts';

/** Every column, in the order in which an insert binds them. */
export const RUN_COLUMNS = [
  ...['id', 'kind', 'subject', 'parent', 'step', 'environment', 'state', 'status', 'actor', 'seal'],
  ...['commit_id', 'dirty', 'started_at', 'finished_at', 'expires_at', 'idempotency_key', 'request_digest'],
  ...['request', 'undoes', 'result', 'fingerprint', 'failure_mode', 'owner', 'entry'],
] as readonly (keyof RunRow)[];

export const INSERT_RUN = `INSERT INTO runs (${RUN_COLUMNS.join(', ')}) VALUES (${RUN_COLUMNS.map(() => '?').join(', ')})`;

export const UPDATE_RUN = `UPDATE runs
  SET state = ?, status = ?, finished_at = ?, expires_at = ?, result = ?, fingerprint = ?, failure_mode = ?,
    entry = ? WHERE id = ?`;

export const RUN_BY = {
  id: 'SELECT * FROM runs WHERE id = ?',
  idempotency_key: 'SELECT * FROM runs WHERE idempotency_key = ?',
} as const;

export const OPEN_RUNS = "SELECT * FROM runs WHERE state = 'running'";

/** An undo that is under way or done; one that was refused, or not seen to hold, can be tried again. */
export const UNDO_OF = `SELECT 1 FROM runs
  WHERE undoes = ? AND (state = 'running' OR status = 'done') LIMIT 1`;
