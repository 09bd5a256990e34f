// The journal's table: appends an entry inside the caller's transaction.
import { draftHash, GENESIS, sha256 } from './journal-chain.ts';
import type { Statements } from './sqlite-database.ts';
import type { RunRow } from './sqlite-schema.ts';

interface Fact {
  readonly at: string;
  readonly monotonicMs: number;
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
  readonly #statements: Statements;
  /** The newest entry, as far as the transaction under way knows. */
  #last: Link | undefined;

  constructor(statements: Statements) {
    this.#statements = statements;
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
      ...fact,
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
}

/** What the journal keeps of a run: everything but the result, of which it keeps the digest. In the order of RFC 8785. */
export function runFact(row: Omit<RunRow, 'entry'>): Fact['payload'] {
  return {
    actor: row.actor,
    commit_id: row.commit_id,
    dirty: row.dirty,
    environment: row.environment,
    expires_at: row.expires_at,
    failure_mode: row.failure_mode,
    fingerprint: row.fingerprint,
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
