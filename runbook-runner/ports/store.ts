// What the runner keeps: runs and the journal that proves them. One implementation a database, the same tests.
import type { Seen } from './diagnosis.ts';
import type { FollowUps } from './follow-up.ts';
import type { Delivery, DeliveryFilter, KeptDelivery, RefusalCount, Refusals, Taken } from './inbound.ts';
import type { ObservedQuota } from './quota.ts';

/** `stage`: one of several parts of an action or undo, which is its parent; or the fault of a drill that a person takes. */
export type RunKind =
  | 'check'
  | 'action'
  | 'undo'
  | 'stage'
  | 'decision'
  | 'scenario'
  | 'drill'
  | 'hint'
  | 'debrief'
  | 'preflight'
  | 'baseline';
export type RunState = 'running' | 'finished' | 'interrupted' | 'outcome_unknown';

export interface RunRecord {
  readonly id: string;
  readonly kind: RunKind;
  /** Id of the check, action, decision, scenario or drill. */
  readonly subject: string;
  /** The scenario or drill run that this belongs to. */
  readonly parent: string | null;
  /** Step of the scenario, when it ran inside one. */
  readonly step: string | null;
  readonly environment: string;
  readonly state: RunState;
  /** Verdict, decision or action status; null while running. */
  readonly status: string | null;
  readonly actor: string;
  readonly seal: string;
  readonly commit: string;
  readonly dirty: boolean | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Until when a temporary action holds; null when it isn't one or has ended. */
  readonly expiresAt: string | null;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the canonical request that the key was first used for. */
  readonly requestDigest: string | null;
  /** What was asked, redacted, as JSON: parameters and reason. */
  readonly request: unknown;
  /** The action run that an undo takes back; at most one undo of it can be running or done. */
  readonly undoes: string | null;
  /** The redacted result, as JSON; null while running. */
  readonly result: unknown;
  /** What failed, the same each time it fails so; null unless a check failed. */
  readonly fingerprint: string | null;
  /** The failure mode that ranked first; null when none matched. */
  readonly failureMode: string | null;
}

export interface JournalEntry {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly at: string;
  readonly monotonicMs: number;
  readonly actor: string;
  readonly kind: string;
  readonly payload: unknown;
}

export interface RunFilter {
  readonly kind?: RunKind;
  readonly subject?: string;
  readonly parent?: string;
  readonly state?: RunState;
  readonly environment?: string;
  readonly undoes?: string;
  readonly fingerprint?: string | undefined;
  readonly failureMode?: string | undefined;
  readonly idempotencyKey?: string;
  /** Only the newest of its kind in each parent. */
  readonly newestInParent?: boolean;
  /** Runs that started at or after this instant (ISO 8601, UTC). */
  readonly since?: string;
  /** 100 unless said otherwise. */
  readonly limit?: number;
}

export type RunEnding = Pick<RunRecord, 'state' | 'status' | 'finishedAt' | 'result'> & {
  readonly expiresAt?: string | null;
} & Partial<Pick<RunRecord, 'fingerprint' | 'failureMode'>>;

/** The earlier runs that count as the same failure: by fingerprint, or recognised as the failure mode. */
export type SeenFilter = { readonly environment: string; readonly before: string } & (
  | { readonly fingerprint: string }
  | { readonly failureMode: string; readonly integration: string }
);

/** Every promise resolves after the commit; writes of one turn share a transaction. */
export interface StorePort extends FollowUps {
  /**
   * Commits the intent to run, or a run that has ended already. Returns the earlier run instead when the idempotency key was used before.
   * Throws `not_undoable` when another undo of the same run is running or done.
   */
  begin(run: RunRecord): Promise<{ readonly run: RunRecord; readonly repeated: boolean }>;
  /**
   * Commits how a run ended; an undo that is done settles what it took back in the same transaction. What cannot be
   * written throws, is kept in memory, and is tried again by `recover` and `close`.
   */
  end(id: string, ending: RunEnding, actor: string): Promise<void>;
  /** Commits a run that began and ended, in one transaction. `resultText` is its result as JSON, where it is known. */
  append(run: RunRecord, resultText?: string): Promise<void>;
  /** So many runs are about to be appended: what makes that faster can begin. */
  expect(runs: number): void;
  get(id: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  list(filter: RunFilter): Promise<readonly RunRecord[]>;
  /** What the records tell of a failure; looks at 1,000 runs at most, however many there are. */
  seen(filter: SeenFilter): Promise<Seen>;
  /** The quota that an upstream told last, from the newest run up to now that recorded one; it may have been reset since. */
  quota(integration: string, environment: string): Promise<ObservedQuota | undefined>;
  /** Actions that still hold: their expiry was not settled, overdue ones included; the first due comes first. */
  temporaries(): Promise<readonly RunRecord[]>;
  /**
   * Settles runs left `running` by processes that have ended, and returns them: an action, undo or stage becomes
   * `outcome_unknown`, everything else `interrupted`; a scenario stays open, since it can be resumed.
   */
  recover(actor: string): Promise<readonly RunRecord[]>;
  /** Commits a delivery by its id, once; a further attempt is counted, and one that was taken before changes nothing. */
  takeDelivery(delivery: Delivery): Promise<Taken>;
  /** Adds to what was refused; kept for an hour. */
  countRefusals(counts: readonly RefusalCount[]): Promise<void>;
  /** By reason. */
  refusals(filter: DeliveryFilter): Promise<readonly Refusals[]>;
  /** In the order of arrival, 1,000 at most. */
  deliveries(filter: DeliveryFilter): Promise<readonly KeptDelivery[]>;
  journal(from: number, limit: number): Promise<readonly JournalEntry[]>;
  /**
   * Sequence of the first entry that doesn't fit the chain, or undefined when all do.
   * Throws `storage_damaged` where the file itself is.
   */
  verifyJournal(): Promise<number | undefined>;
  lastEntry(): Promise<JournalEntry | undefined>;
  close(): Promise<void>;
}
