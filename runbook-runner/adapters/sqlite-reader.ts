// What is read of the store, through Kysely. Loaded with it when something is read: a run that is only recorded needs neither.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, sql } from 'kysely';
import type { JournalEntry, RunFilter, RunRecord } from '../ports/store.ts';
import { entryHash, GENESIS } from './journal-chain.ts';
import { toEntry, toRun } from './run-rows.ts';
import { requireIntact, type Statements } from './sqlite-database.ts';
import { firstForeignRow } from './sqlite-foreign.ts';
import { runFact } from './sqlite-journal.ts';
import type { JournalRow, RunRow, Tables } from './sqlite-schema.ts';

const DEFAULT_LIMIT = 100;
const PAGE = 1_000;
const FILTERS = ['kind', 'subject', 'parent', 'state', 'environment', 'undoes', 'fingerprint'] as const;

export class SqliteReader {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #db: Kysely<Tables>;

  constructor(database: DatabaseSync, statements: Statements) {
    this.#database = database;
    this.#statements = statements;
    this.#db = kyselyOver(database, statements);
  }

  async list(filter: RunFilter): Promise<RunRecord[]> {
    let query = this.#db.selectFrom('runs').selectAll();
    for (const name of FILTERS) {
      const wanted = filter[name];
      if (wanted !== undefined) query = query.where(name, '=', wanted);
    }
    if (filter.failureMode !== undefined) query = query.where('failure_mode', '=', filter.failureMode);
    if (filter.idempotencyKey !== undefined)
      query = query.where('idempotency_key', '=', filter.idempotencyKey);
    if (filter.since !== undefined) query = query.where('started_at', '>=', filter.since);
    if (filter.newestInParent) query = query.where(({ not, exists }) => not(exists(this.#laterInParent())));
    const rows = await query
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(filter.limit ?? DEFAULT_LIMIT)
      .execute();
    return rows.map(toRun);
  }

  /** Of a row of `runs`: those of its kind and parent that began later. */
  #laterInParent() {
    return this.#db
      .selectFrom('runs as later')
      .select('later.id')
      .whereRef('later.parent', '=', sql.ref('runs.parent'))
      .whereRef('later.kind', '=', sql.ref('runs.kind'))
      .where(sql<boolean>`(later.started_at, later.id) > (runs.started_at, runs.id)`);
  }

  async temporaries(): Promise<RunRecord[]> {
    const rows = await this.#db
      .selectFrom('runs')
      .selectAll()
      .where('expires_at', 'is not', null)
      .where('state', '!=', 'running')
      .orderBy('expires_at')
      .execute();
    return rows.map(toRun);
  }

  async journal(from: number, limit: number): Promise<JournalEntry[]> {
    return (await this.#entries(from, limit)).map(toEntry);
  }

  async lastEntry(): Promise<JournalEntry | undefined> {
    const entries = this.#db.selectFrom('journal').selectAll().orderBy('sequence', 'desc');
    const row = await entries.limit(1).executeTakeFirst();
    return row && toEntry(row);
  }

  #entries(from: number, limit: number): Promise<JournalRow[]> {
    const entries = this.#db.selectFrom('journal').selectAll().where('sequence', '>=', from);
    return entries.orderBy('sequence').limit(limit).execute();
  }

  /** The first sequence whose entry does not follow from the one before, or whose run or other row tells something else. */
  async verify(): Promise<number | undefined> {
    let previous: JournalEntry | undefined;
    for (;;) {
      const rows = await this.#entries((previous?.sequence ?? 0) + 1, PAGE);
      for (const row of rows) {
        const entry = readable(row);
        if (!entry || !follows(previous, entry)) return (previous?.sequence ?? 0) + 1;
        previous = entry;
      }
      if (rows.length < PAGE) break;
    }
    const last = previous?.sequence ?? 0;
    const row = firstForeignRow(this.#statements);
    const runs = [await this.#firstForeignRun(last), await this.#firstLostRun()];
    const found = [...runs, row && Math.min(row, last + 1)].filter((one) => one !== undefined);
    if (found.length > 0) return Math.min(...found);
    requireIntact(this.#database);
    return undefined;
  }

  /** The journal goes on where a run was removed, or set back to what an earlier entry tells. */
  async #firstLostRun(): Promise<number | undefined> {
    const lost = await this.#db
      .selectFrom('journal')
      .leftJoin('runs', (runs) => runs.on(sql<boolean>`runs.id = json_extract(journal.payload, '$.id')`))
      .select('journal.sequence')
      .where('journal.kind', 'like', 'run-%')
      .where(sql<boolean>`coalesce(runs.entry, 0) < journal.sequence`)
      .orderBy('journal.sequence')
      .executeTakeFirst();
    return lost?.sequence;
  }

  /** Runs keep the sequence of their last entry: one beyond the end shows a cut tail, one that differs an edited row. */
  async #firstForeignRun(last: number): Promise<number | undefined> {
    for (let from = 0; ; ) {
      const rows = await this.#db
        .selectFrom('runs')
        .leftJoin('journal', 'journal.sequence', 'runs.entry')
        .selectAll('runs')
        .select('journal.payload')
        .where('runs.entry', '>', from)
        .orderBy('runs.entry')
        .limit(PAGE)
        .execute();
      const foreign = rows.find((row) => row.payload === null || !sameRun(row, row.payload));
      if (foreign) return Math.min(foreign.entry, last + 1);
      if (rows.length < PAGE) return undefined;
      from = rows.at(-1)?.entry ?? from;
    }
  }
}

/** The entry, unless its payload is no JSON any more. */
function readable(row: JournalRow): JournalEntry | undefined {
  try {
    return toEntry(row);
  } catch {
    return undefined;
  }
}

function follows(previous: JournalEntry | undefined, { hash, ...entry }: JournalEntry): boolean {
  return (
    entry.sequence === (previous?.sequence ?? 0) + 1 &&
    entry.previousHash === (previous?.hash ?? GENESIS) &&
    hash === entryHash(entry)
  );
}

function sameRun(row: RunRow, payload: string) {
  const told = JSON.parse(payload) as Record<string, unknown>;
  // An entry of an earlier version says nothing of the columns that came later.
  return Object.entries(runFact(row)).every(([name, value]) => (told[name] ?? null) === value);
}

type Bound = Parameters<StatementSync['all']>;

/** Kysely over `node:sqlite`, which has no dialect of its own: the shape of better-sqlite3 is enough. */
function kyselyOver(database: DatabaseSync, statements: Statements): Kysely<Tables> {
  const prepare = (sql: string) => {
    const statement = statements.get(sql);
    return {
      reader: statement.columns().length > 0,
      all: (values: readonly unknown[]) => statement.all(...(values as Bound)),
      run: (values: readonly unknown[]) => statement.run(...(values as Bound)),
      iterate: (values: readonly unknown[]) => statement.iterate(...(values as Bound)),
    };
  };
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }),
  });
}
