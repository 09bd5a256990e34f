// The thread of run-writer.ts: commits each message of runs, and answers which of them were written.
import { parentPort, workerData } from 'node:worker_threads';
import { GroupCommit } from './group-commit.ts';
import { insertRun, type RunInsert } from './run-insert.ts';
import type { WriterOptions } from './run-writer.ts';
import { openDatabase, Statements } from './sqlite-database.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/** Pages of the write-ahead log that are moved into the file at once: in small bites, so that little is left for the end. */
const CHECKPOINT_PAGES = 128;

const { path, maxBytes } = workerData as WriterOptions;
const database = openDatabase(path, maxBytes);
database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
const statements = new Statements(database);
const journal = new SqliteJournal(statements);
const commits = new GroupCommit(database, path, () => journal.begin());

parentPort?.on('message', async (told: 'close' | readonly RunInsert[]) => {
  if (told === 'close') {
    database.close();
    parentPort?.postMessage('closed');
    parentPort?.close();
    return;
  }
  const writes = told.map((insert) => commits.write(() => insertRun(insert, journal, statements)));
  commits.flush();
  const outcomes = await Promise.allSettled(writes);
  parentPort?.postMessage(outcomes.map((one) => one.status === 'fulfilled'));
});
parentPort?.postMessage('ready');
