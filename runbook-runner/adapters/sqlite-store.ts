// The embedded store: runs and their journal in one SQLite file, safe against kill -9 and several processes.
import type { DatabaseSync } from 'node:sqlite';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Seen } from '../ports/diagnosis.ts';
import type { Closing, FollowUp, FollowUpFilter } from '../ports/follow-up.ts';
import type {
  Delivery,
  DeliveryFilter,
  KeptDelivery,
  RefusalCount,
  Refusals,
  Taken,
} from '../ports/inbound.ts';
import type { ObservedQuota } from '../ports/quota.ts';
import type { JournalEntry, RunEnding, RunFilter, RunRecord, SeenFilter, StorePort } from '../ports/store.ts';
import { Burst } from './burst.ts';
import { GroupCommit } from './group-commit.ts';
import { isAlive, ownProcess } from './process-owner.ts';
import { insertRun, type RunInsert } from './run-insert.ts';
import { changedColumns, resultText, toRow, toRun } from './run-rows.ts';
import { OPEN_RUNS, RUN_BY, UNDO_OF, UPDATE_RUN } from './run-statements.ts';
import { openDatabase, readingOf, Statements } from './sqlite-database.ts';
import { deliveries, takeDelivery } from './sqlite-deliveries.ts';
import { closeFollowUps, followUps, openFollowUp } from './sqlite-follow-ups.ts';
import { runFact, SqliteJournal } from './sqlite-journal.ts';
import { lastQuota } from './sqlite-quota.ts';
import type { SqliteReader } from './sqlite-reader.ts';
import { countRefusals, refusals } from './sqlite-refusals.ts';
import type { RunRow } from './sqlite-schema.ts';
import { seen } from './sqlite-seen.ts';

export interface SqliteStoreOptions {
  readonly path: string;
  readonly clock: ClockPort;
  /** Size that the file may grow to; beyond it writes throw `storage_full`. */
  readonly maxBytes?: number;
}

/** What a crash leaves with an end that nobody knows. */
const MUTATING: ReadonlySet<string> = new Set(['action', 'undo', 'stage']);

class SqliteStore implements StorePort {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #journal: SqliteJournal;
  readonly #commits: GroupCommit;
  readonly #owner = ownProcess();
  readonly #clock: ClockPort;
  readonly #burst: Burst;
  readonly #read: ReturnType<typeof readingOf>;
  /** How runs ended whose end could not be written when it came: without it they would read `running` for ever. */
  readonly #owed = new Map<string, { readonly ending: RunEnding; readonly actor: string }>();
  #readers: Promise<SqliteReader> | undefined;

  constructor(options: SqliteStoreOptions) {
    this.#clock = options.clock;
    this.#database = openDatabase(options.path, options.maxBytes);
    this.#statements = new Statements(this.#database);
    const journal = new SqliteJournal(this.#statements);
    this.#journal = journal;
    this.#commits = new GroupCommit(this.#database, options.path, () => journal.begin());
    this.#burst = new Burst(options);
    this.#read = readingOf(options.path);
  }

  begin(run: RunRecord): Promise<{ run: RunRecord; repeated: boolean }> {
    return this.#commits.write(() => {
      const earlier = this.#one('idempotency_key', run.idempotencyKey);
      if (earlier) return { run: toRun(earlier), repeated: true };
      if (run.undoes !== null && this.#statements.get(UNDO_OF).get(run.undoes)) {
        throw new PlaybookError('not_undoable', `Run ${run.undoes} was undone already, or is being undone.`);
      }
      const kind = run.state === 'running' ? 'run-began' : 'run-recorded';
      this.#insert(this.#told(run, kind, resultText(run.result)));
      return { run, repeated: false };
    });
  }

  async append(run: RunRecord, text = resultText(run.result)): Promise<void> {
    const told = this.#told(run, 'run-recorded', text);
    const written = await this.#burst.write(told);
    // What the thread could not write is tried here too, and says why.
    if (!written) await this.#commits.write(() => this.#insert(told));
  }

  expect(runs: number): void {
    this.#burst.expect(runs);
  }

  async end(id: string, ending: RunEnding, actor: string): Promise<void> {
    this.#owed.delete(id);
    const written = this.#commits.write(() => {
      const row = this.#one('id', id);
      if (row === undefined) throw new PlaybookError('unknown_run', `No run has the id "${id}".`);
      if (row.state !== 'running') throw new PlaybookError('internal', `Run ${id} has ended already.`);
      this.#update(row, ending, actor, 'run-ended');
      if (ending.status === 'done') this.#settle(row.undoes, actor);
    });
    await written.catch((error: unknown) => {
      if (this.#one('id', id)?.state === 'running') this.#owed.set(id, { ending, actor });
      throw error;
    });
  }

  async recover(actor: string): Promise<RunRecord[]> {
    await this.#writeOwed();
    return this.#commits.write(() => {
      const open = this.#statements.get(OPEN_RUNS).all() as unknown as RunRow[];
      return open
        .filter((row) => row.kind !== 'scenario' && !isAlive(row.owner))
        .map((row) => {
          const mutates = MUTATING.has(row.kind);
          const state = mutates ? 'outcome_unknown' : 'interrupted';
          const status = mutates ? 'unknown' : null;
          return toRun(this.#update(row, { state, status }, actor, 'run-recovered'));
        });
    });
  }

  get(id: string): Promise<RunRecord | undefined> {
    return this.#read(() => {
      const row = this.#one('id', id);
      return row && toRun(row);
    });
  }

  list(filter: RunFilter): Promise<RunRecord[]> {
    return this.#read(async () => (await this.#reader()).list(filter));
  }

  seen(filter: SeenFilter): Promise<Seen> {
    return this.#read(() => seen(this.#statements, filter));
  }

  quota(integration: string, environment: string): Promise<ObservedQuota | undefined> {
    return this.#read(() => lastQuota(this.#statements, integration, environment, this.#clock.now()));
  }

  temporaries(): Promise<RunRecord[]> {
    return this.#read(async () => (await this.#reader()).temporaries());
  }

  takeDelivery(delivery: Delivery): Promise<Taken> {
    return this.#commits.write(() =>
      takeDelivery(delivery, this.#moment(), { journal: this.#journal, statements: this.#statements }),
    );
  }

  countRefusals(counts: readonly RefusalCount[]): Promise<void> {
    return this.#commits.write(() => countRefusals(counts, this.#statements));
  }

  refusals(filter: DeliveryFilter): Promise<Refusals[]> {
    return this.#read(() => refusals(this.#statements, filter));
  }

  deliveries(filter: DeliveryFilter): Promise<KeptDelivery[]> {
    return this.#read(() => deliveries(this.#statements, filter));
  }

  openFollowUp(one: FollowUp, actor: string): Promise<FollowUp> {
    return this.#commits.write(() => openFollowUp(one, actor, this.#books()));
  }

  closeFollowUps(closing: Closing): Promise<FollowUp[]> {
    return this.#commits.write(() => closeFollowUps(closing, this.#books()));
  }

  followUps(filter: FollowUpFilter): Promise<FollowUp[]> {
    return this.#read(() => followUps(this.#statements, filter));
  }

  journal(from: number, limit: number): Promise<JournalEntry[]> {
    return this.#read(async () => (await this.#reader()).journal(from, limit));
  }

  verifyJournal(): Promise<number | undefined> {
    return this.#read(async () => (await this.#reader()).verify());
  }

  lastEntry(): Promise<JournalEntry | undefined> {
    return this.#read(async () => (await this.#reader()).lastEntry());
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    await this.#burst.close();
    if (!this.#database.isOpen) return;
    this.#commits.flush();
    await this.#writeOwed();
    this.#database.close();
  }

  #reader(): Promise<SqliteReader> {
    this.#readers ??= import('./sqlite-reader.ts').then(
      ({ SqliteReader }) => new SqliteReader(this.#database, this.#statements),
    );
    return this.#readers;
  }

  #one(column: 'id' | 'idempotency_key', value: string | null): RunRow | undefined {
    if (value === null) return undefined;
    return this.#statements.get(RUN_BY[column]).get(value) as unknown as RunRow | undefined;
  }

  /** Tries again to write the ends that are owed; what still cannot be written stays so. */
  async #writeOwed(): Promise<void> {
    await Promise.allSettled([...this.#owed].map(([id, { ending, actor }]) => this.end(id, ending, actor)));
  }

  /** Clears the expiry of an action that was taken back. */
  #settle(id: string | null, actor: string): void {
    const row = this.#one('id', id);
    if (row && row.expires_at !== null) this.#update(row, { expiresAt: null }, actor, 'run-settled');
  }

  #told(run: RunRecord, kind: string, result: string | null): RunInsert {
    return { row: toRow(run, result, this.#owner), kind, ...this.#moment() };
  }

  #insert(insert: RunInsert): void {
    insertRun(insert, this.#journal, this.#statements);
  }

  #books() {
    const { monotonicMs } = this.#moment();
    return { journal: this.#journal, statements: this.#statements, monotonicMs };
  }

  #moment() {
    return { at: this.#clock.now().toISOString(), monotonicMs: this.#clock.monotonicMs() };
  }

  #update(row: RunRow, change: Partial<RunEnding>, actor: string, kind: string): RunRow {
    const next = { ...row, ...changedColumns(change) };
    next.entry = this.#journal.append({ ...this.#moment(), actor, kind, payload: runFact(next) });
    const { id, state, status, finished_at, expires_at, result, fingerprint, failure_mode, entry } = next;
    this.#statements
      .get(UPDATE_RUN)
      .run(state, status, finished_at, expires_at, result, fingerprint, failure_mode, entry, id);
    return next;
  }
}

/** Opens the store, creating the file when needed. Throws `folder_unwritable` or `storage_full`. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<StorePort> {
  return new SqliteStore(options);
}
