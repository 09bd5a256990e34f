// The embedded store: runs and their journal in one SQLite file, safe against kill -9 and several processes.
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { JournalEntry, RunEnding, RunFilter, RunRecord, StorePort } from '../ports/store.ts';
import { GroupCommit } from './group-commit.ts';
import { isAlive, ownProcess } from './process-owner.ts';
import { resultText, toRow, toRun } from './run-rows.ts';
import { INSERT_RUN, OPEN_RUNS, RUN_BY, RUN_COLUMNS, UNDO_OF, UPDATE_RUN } from './run-statements.ts';
import { kyselyOver, openDatabase, Statements } from './sqlite-database.ts';
import { runFact, SqliteJournal } from './sqlite-journal.ts';
import type { RunRow, Tables } from './sqlite-schema.ts';

const DEFAULT_LIMIT = 100;

export interface SqliteStoreOptions {
  readonly path: string;
  readonly clock: ClockPort;
  /** Size that the file may grow to; beyond it writes throw `storage_full`. */
  readonly maxBytes?: number;
}

class SqliteStore implements StorePort {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #journal: SqliteJournal;
  readonly #commits: GroupCommit;
  readonly #owner = ownProcess();
  #kysely: Promise<Kysely<Tables>> | undefined;

  constructor(options: SqliteStoreOptions) {
    this.#database = openDatabase(options.path, options.maxBytes);
    this.#statements = new Statements(this.#database);
    const journal = new SqliteJournal(() => this.#reader(), this.#statements, options.clock);
    this.#journal = journal;
    this.#commits = new GroupCommit(this.#database, options.path, () => journal.begin());
  }

  begin(run: RunRecord): Promise<{ run: RunRecord; repeated: boolean }> {
    return this.#commits.write(() => {
      const earlier = this.#one('idempotency_key', run.idempotencyKey);
      if (earlier) return { run: toRun(earlier), repeated: true };
      if (run.undoes !== null && this.#undone(run.undoes)) {
        throw new PlaybookError('not_undoable', `Run ${run.undoes} was undone already, or is being undone.`);
      }
      this.#insert(run, 'run-began', resultText(run.result));
      return { run, repeated: false };
    });
  }

  append(run: RunRecord, text = resultText(run.result)): Promise<void> {
    return this.#commits.write(() => this.#insert(run, 'run-recorded', text));
  }

  end(id: string, ending: RunEnding, actor: string): Promise<void> {
    return this.#commits.write(() => {
      const row = this.#one('id', id);
      if (row === undefined) throw new PlaybookError('unknown_run', `No run has the id "${id}".`);
      if (row.state !== 'running') throw new PlaybookError('internal', `Run ${id} has ended already.`);
      this.#update(row, ending, actor, 'run-ended');
      if (ending.status === 'done') this.#settle(row.undoes, actor);
    });
  }

  recover(actor: string): Promise<RunRecord[]> {
    return this.#commits.write(() => {
      const open = this.#statements.get(OPEN_RUNS).all() as unknown as RunRow[];
      return open
        .filter((row) => row.kind !== 'scenario' && !isAlive(row.owner))
        .map((row) => {
          const mutates = row.kind === 'action' || row.kind === 'undo';
          const state = mutates ? 'outcome_unknown' : 'interrupted';
          const status = mutates ? 'unknown' : null;
          return toRun(this.#update(row, { state, status }, actor, 'run-recovered'));
        });
    });
  }

  async get(id: string): Promise<RunRecord | undefined> {
    const row = this.#one('id', id);
    return row && toRun(row);
  }

  async list(filter: RunFilter): Promise<RunRecord[]> {
    let query = (await this.#reader()).selectFrom('runs').selectAll();
    for (const name of ['kind', 'subject', 'parent', 'state', 'environment', 'undoes'] as const) {
      const wanted = filter[name];
      if (wanted !== undefined) query = query.where(name, '=', wanted);
    }
    if (filter.since !== undefined) query = query.where('started_at', '>=', filter.since);
    const rows = await query
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(filter.limit ?? DEFAULT_LIMIT)
      .execute();
    return rows.map(toRun);
  }

  async temporaries(): Promise<RunRecord[]> {
    const db = await this.#reader();
    const rows = await db
      .selectFrom('runs')
      .selectAll()
      .where('expires_at', 'is not', null)
      .where('state', '!=', 'running')
      .orderBy('expires_at')
      .execute();
    return rows.map(toRun);
  }

  journal(from: number, limit: number): Promise<JournalEntry[]> {
    return this.#journal.read(from, limit);
  }

  verifyJournal(): Promise<number | undefined> {
    return this.#journal.verify();
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#commits.flush();
    this.#database.close();
  }

  #reader(): Promise<Kysely<Tables>> {
    this.#kysely ??= kyselyOver(this.#database, this.#statements);
    return this.#kysely;
  }

  #one(column: 'id' | 'idempotency_key', value: string | null): RunRow | undefined {
    if (value === null) return undefined;
    return this.#statements.get(RUN_BY[column]).get(value) as unknown as RunRow | undefined;
  }

  /** Clears the expiry of an action that was taken back. */
  #settle(id: string | null, actor: string): void {
    const row = this.#one('id', id);
    if (row && row.expires_at !== null) this.#update(row, { expiresAt: null }, actor, 'run-settled');
  }

  #undone(run: string): boolean {
    return this.#statements.get(UNDO_OF).get(run) !== undefined;
  }

  #insert(run: RunRecord, kind: string, result: string | null): void {
    const row = toRow({ ...run, result }, this.#owner, 0);
    row.entry = this.#journal.append({ actor: run.actor, kind, payload: runFact(row) });
    this.#statements.get(INSERT_RUN).run(...RUN_COLUMNS.map((column) => row[column]));
  }

  #update(row: RunRow, change: Partial<RunEnding>, actor: string, kind: string): RunRow {
    const next = { ...row, ...changedColumns(change) };
    next.entry = this.#journal.append({ actor, kind, payload: runFact(next) });
    const { id, state, status, finished_at, expires_at, result, entry } = next;
    this.#statements.get(UPDATE_RUN).run(state, status, finished_at, expires_at, result, entry, id);
    return next;
  }
}

function changedColumns(change: Partial<RunEnding>): Partial<RunRow> {
  return {
    ...(change.state === undefined ? {} : { state: change.state }),
    ...(change.status === undefined ? {} : { status: change.status }),
    ...(change.finishedAt === undefined ? {} : { finished_at: change.finishedAt }),
    ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
    ...(change.result === undefined ? {} : { result: resultText(change.result) }),
  };
}

/** Opens the store, creating the file when needed. Throws `folder_unwritable` or `storage_full`. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<StorePort> {
  return new SqliteStore(options);
}
