// Tables of the embedded store, and how an older file becomes a current one.
import type { DatabaseSync } from 'node:sqlite';

export interface RunRow {
  id: string;
  kind: string;
  subject: string;
  parent: string | null;
  step: string | null;
  environment: string;
  state: string;
  status: string | null;
  actor: string;
  seal: string;
  commit_id: string;
  dirty: number | null;
  started_at: string;
  finished_at: string | null;
  expires_at: string | null;
  idempotency_key: string | null;
  request_digest: string | null;
  request: string | null;
  undoes: string | null;
  result: string | null;
  fingerprint: string | null;
  failure_mode: string | null;
  /** The process that runs it. */
  owner: string;
  /** Sequence of the journal entry that last changed the row. */
  entry: number;
}

export interface JournalRow {
  sequence: number;
  previous_hash: string;
  hash: string;
  at: string;
  monotonic_ms: number;
  actor: string;
  kind: string;
  payload: string;
}

export interface Tables {
  runs: RunRow;
  journal: JournalRow;
}

/** One entry a version; never edited after its release. */
const MIGRATIONS = [
  `CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, parent TEXT, step TEXT,
    environment TEXT NOT NULL, state TEXT NOT NULL, status TEXT, actor TEXT NOT NULL, seal TEXT NOT NULL,
    commit_id TEXT NOT NULL, dirty INTEGER, started_at TEXT NOT NULL, finished_at TEXT, expires_at TEXT,
    idempotency_key TEXT, request_digest TEXT, request TEXT, undoes TEXT, result TEXT,
    owner TEXT NOT NULL, entry INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX runs_idempotency ON runs (idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE UNIQUE INDEX runs_undo ON runs (undoes)
    WHERE undoes IS NOT NULL AND (state = 'running' OR status IN ('done', 'unverified'));
  CREATE INDEX runs_subject ON runs (subject, started_at);
  CREATE INDEX runs_parent ON runs (parent, started_at) WHERE parent IS NOT NULL;
  CREATE INDEX runs_started ON runs (started_at);
  CREATE INDEX runs_open ON runs (state) WHERE state = 'running';
  CREATE INDEX runs_expiry ON runs (expires_at) WHERE expires_at IS NOT NULL;
  CREATE INDEX runs_entry ON runs (entry);
  CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY, previous_hash TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL,
    monotonic_ms REAL NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
    WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;`,
  `ALTER TABLE runs ADD COLUMN fingerprint TEXT;
  ALTER TABLE runs ADD COLUMN failure_mode TEXT;
  CREATE INDEX runs_fingerprint ON runs (fingerprint, environment, started_at) WHERE fingerprint IS NOT NULL;
  CREATE INDEX runs_failure_mode ON runs (failure_mode, environment, started_at)
    WHERE failure_mode IS NOT NULL;`,
  `CREATE TABLE deliveries (
    environment TEXT NOT NULL, integration TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL,
    sent_at INTEGER NOT NULL, last_sent_at INTEGER NOT NULL, received_at TEXT NOT NULL, attempts INTEGER NOT NULL,
    digest TEXT NOT NULL, bytes INTEGER NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY (environment, integration, source, id)
  ) STRICT;
  CREATE INDEX deliveries_received ON deliveries (environment, integration, source, received_at);`,
  // The text is looked through first: only few results tell a quota, and only those are read as JSON.
  `CREATE INDEX runs_quota ON runs (json_extract(result, '$.integration'), environment, started_at)
    WHERE kind = 'check' AND instr(result, '"quota":{') > 0;`,
  `CREATE TABLE follow_ups (
    id TEXT PRIMARY KEY, origin TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    owner TEXT NOT NULL, due TEXT NOT NULL, status TEXT NOT NULL, opened_at TEXT NOT NULL, opened_by TEXT NOT NULL,
    closed_at TEXT, closed_by TEXT, entry INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX follow_ups_open ON follow_ups (source, kind) WHERE status = 'open';`,
  `CREATE TABLE refused_deliveries (
    environment TEXT NOT NULL, integration TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL,
    reason TEXT NOT NULL, count INTEGER NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (environment, integration, source, at, reason)
  ) STRICT;`,
  // A debrief may ask for several things; a drill that fails again, for the same one.
  `DROP INDEX follow_ups_open;
  CREATE UNIQUE INDEX follow_ups_open ON follow_ups (source, title)
    WHERE status = 'open' AND kind = 'debrief';
  CREATE UNIQUE INDEX follow_ups_failed ON follow_ups (source, kind) WHERE status = 'open' AND kind <> 'debrief';`,
  // An exercise that misses other criteria leaves another thing to do.
  `DROP INDEX follow_ups_open;
  DROP INDEX follow_ups_failed;
  CREATE UNIQUE INDEX follow_ups_titled ON follow_ups (source, kind, title)
    WHERE status = 'open' AND kind IN ('criteria', 'debrief');
  CREATE UNIQUE INDEX follow_ups_failed ON follow_ups (source, kind)
    WHERE status = 'open' AND kind NOT IN ('criteria', 'debrief');`,
  // An undo that was not seen to hold can be tried again.
  `DROP INDEX runs_undo;
  CREATE UNIQUE INDEX runs_undo ON runs (undoes) WHERE undoes IS NOT NULL AND (state = 'running' OR status = 'done');`,
];

const versionOf = (database: DatabaseSync) =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);

/** Brings the file to the current version; several processes may do so at once. False for one from the future. */
export function migrate(database: DatabaseSync): boolean {
  const version = versionOf(database);
  if (version >= MIGRATIONS.length) return version === MIGRATIONS.length;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const sql of MIGRATIONS.slice(versionOf(database))) database.exec(sql);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
    return true;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
