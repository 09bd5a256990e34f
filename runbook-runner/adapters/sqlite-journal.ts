// The journal's table: appends an entry inside the caller's transaction, and verifies the chain with the runs beside it.
import type { Kysely } from 'kysely';
import type { ClockPort } from '../ports/clock.ts';
import type { JournalEntry } from '../ports/store.ts';
import { entryHash, GENESIS, sha256 } from './journal-chain.ts';
import { toEntry } from './run-rows.ts';
import type { Statements } from './sqlite-database.ts';
import type { RunRow, Tables } from './sqlite-schema.ts';

const PAGE = 1_000;

interface Fact {
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export class SqliteJournal {
  readonly #db: Kysely<Tables>;
  readonly #statements: Statements;
  readonly #clock: ClockPort;
  readonly #lastSql: string;
  readonly #insertSql: string;

  constructor(db: Kysely<Tables>, statements: Statements, clock: ClockPort) {
    this.#db = db;
    this.#statements = statements;
    this.#clock = clock;
    this.#lastSql = db
      .selectFrom('journal')
      .select(['sequence', 'hash'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .compile().sql;
    this.#insertSql = db
      .insertInto('journal')
      .values(rowOf({ sequence: 1, at: '', monotonicMs: 0, ...NOTHING, previousHash: '' }, ''))
      .compile().sql;
  }

  /** Appends an entry and returns its sequence; only inside a transaction that already holds the write lock. */
  append(fact: Fact): number {
    const last = this.#statements.get(this.#lastSql).get(1);
    const entry = {
      sequence: Number(last?.sequence ?? 0) + 1,
      previousHash: String(last?.hash ?? GENESIS),
      at: this.#clock.now().toISOString(),
      monotonicMs: this.#clock.monotonicMs(),
      ...fact,
    };
    const row = rowOf(entry, entryHash(entry));
    this.#statements.get(this.#insertSql).run(...Object.values(row));
    return entry.sequence;
  }

  async read(from: number, limit: number): Promise<JournalEntry[]> {
    const rows = await this.#db
      .selectFrom('journal')
      .selectAll()
      .where('sequence', '>=', from)
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }

  /** The first sequence whose entry does not follow from the one before, or whose run tells something else. */
  async verify(): Promise<number | undefined> {
    let previous: JournalEntry | undefined;
    for (;;) {
      const entries = await this.read((previous?.sequence ?? 0) + 1, PAGE);
      for (const entry of entries) {
        if (!follows(previous, entry)) return (previous?.sequence ?? 0) + 1;
        previous = entry;
      }
      if (entries.length < PAGE) break;
    }
    return this.#firstForeignRun(previous?.sequence ?? 0);
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

const NOTHING = { actor: '', kind: '', payload: {} };

function rowOf(entry: Omit<JournalEntry, 'hash'>, hash: string) {
  return {
    sequence: entry.sequence,
    previous_hash: entry.previousHash,
    hash,
    at: entry.at,
    monotonic_ms: entry.monotonicMs,
    actor: entry.actor,
    kind: entry.kind,
    payload: JSON.stringify(entry.payload),
  };
}

function follows(previous: JournalEntry | undefined, { hash, ...entry }: JournalEntry): boolean {
  return (
    entry.sequence === (previous?.sequence ?? 0) + 1 &&
    entry.previousHash === (previous?.hash ?? GENESIS) &&
    hash === entryHash(entry)
  );
}

/** What the journal keeps of a run: everything but the result, of which it keeps the digest. */
export function runFact(row: Omit<RunRow, 'entry' | 'owner'>): Readonly<Record<string, unknown>> {
  const { result, request, ...rest } = row;
  return {
    ...rest,
    request: request === null ? null : sha256(request),
    result: result === null ? null : sha256(result),
  };
}

function sameRun(
  { payload: _, entry: __, owner: ___, ...row }: RunRow & { payload: unknown },
  payload: string,
) {
  const told = JSON.parse(payload) as Record<string, unknown>;
  return Object.entries(runFact(row)).every(([name, value]) => told[name] === value);
}
