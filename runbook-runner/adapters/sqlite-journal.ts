// The journal's table: appends an entry inside the caller's transaction, and verifies the chain with the runs beside it.
import type { Kysely } from 'kysely';
import type { ClockPort } from '../ports/clock.ts';
import type { JournalEntry } from '../ports/store.ts';
import { draftHash, entryHash, GENESIS, sha256 } from './journal-chain.ts';
import { toEntry } from './run-rows.ts';
import type { Statements } from './sqlite-database.ts';
import type { RunRow, Tables } from './sqlite-schema.ts';

const PAGE = 1_000;

interface Fact {
  readonly actor: string;
  readonly kind: string;
  /** Its members stand in the order of RFC 8785. */
  readonly payload: Readonly<Record<string, string | number | null>>;
}

const LAST = 'SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1';
const INSERT = `INSERT INTO journal (sequence, previous_hash, hash, at, monotonic_ms, actor, kind, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

interface Link {
  readonly sequence: number;
  readonly hash: string;
}

export class SqliteJournal {
  readonly #reader: () => Promise<Kysely<Tables>>;
  readonly #statements: Statements;
  readonly #clock: ClockPort;
  /** The newest entry, as far as the transaction under way knows. */
  #last: Link | undefined;

  /** `reader` is asked for only when the journal is read. */
  constructor(reader: () => Promise<Kysely<Tables>>, statements: Statements, clock: ClockPort) {
    this.#reader = reader;
    this.#statements = statements;
    this.#clock = clock;
  }

  /** A transaction begins: since the last one, others may have written. */
  begin(): void {
    this.#last = undefined;
  }

  /** Appends an entry and returns its sequence; only inside a transaction that already holds the write lock. */
  append(fact: Fact): number {
    const last = this.#last ?? this.#newest();
    const entry = {
      sequence: last.sequence + 1,
      previousHash: last.hash,
      at: this.#clock.now().toISOString(),
      monotonicMs: this.#clock.monotonicMs(),
      actor: fact.actor,
      kind: fact.kind,
      payload: JSON.stringify(fact.payload),
    };
    const { sequence, previousHash, at, monotonicMs, actor, kind, payload } = entry;
    const hash = draftHash(entry);
    this.#statements.get(INSERT).run(sequence, previousHash, hash, at, monotonicMs, actor, kind, payload);
    this.#last = { sequence, hash };
    return sequence;
  }

  #newest(): Link {
    const row = this.#statements.get(LAST).get();
    return { sequence: Number(row?.sequence ?? 0), hash: String(row?.hash ?? GENESIS) };
  }

  async read(from: number, limit: number): Promise<JournalEntry[]> {
    const db = await this.#reader();
    const rows = await db
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
    const db = await this.#reader();
    for (let from = 0; ; ) {
      const rows = await db
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

function follows(previous: JournalEntry | undefined, { hash, ...entry }: JournalEntry): boolean {
  return (
    entry.sequence === (previous?.sequence ?? 0) + 1 &&
    entry.previousHash === (previous?.hash ?? GENESIS) &&
    hash === entryHash(entry)
  );
}

/** What the journal keeps of a run: everything but the result, of which it keeps the digest. In the order of RFC 8785. */
export function runFact(row: Omit<RunRow, 'entry' | 'owner'>): Fact['payload'] {
  return {
    actor: row.actor,
    commit_id: row.commit_id,
    dirty: row.dirty,
    environment: row.environment,
    expires_at: row.expires_at,
    finished_at: row.finished_at,
    id: row.id,
    idempotency_key: row.idempotency_key,
    kind: row.kind,
    parent: row.parent,
    request: row.request === null ? null : sha256(row.request),
    request_digest: row.request_digest,
    result: row.result === null ? null : sha256(row.result),
    seal: row.seal,
    started_at: row.started_at,
    state: row.state,
    status: row.status,
    step: row.step,
    subject: row.subject,
    undoes: row.undoes,
  };
}

function sameRun(row: RunRow, payload: string) {
  const told = JSON.parse(payload) as Record<string, unknown>;
  return Object.entries(runFact(row)).every(([name, value]) => told[name] === value);
}
