// Runs as rows and back: names in snake case, truth values as numbers, values as JSON text.
import type { JournalEntry, RunEnding, RunRecord } from '../ports/store.ts';
import type { JournalRow, RunRow } from './sqlite-schema.ts';

const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
const value = (json: string | null): unknown => (json === null ? null : JSON.parse(json));

export const resultText = text;

/** The row of a run; `result` is its result as JSON. */
export function toRow(run: RunRecord, result: string | null, owner: string): Omit<RunRow, 'entry'> {
  return {
    id: run.id,
    kind: run.kind,
    subject: run.subject,
    parent: run.parent,
    step: run.step,
    environment: run.environment,
    state: run.state,
    status: run.status,
    actor: run.actor,
    seal: run.seal,
    commit_id: run.commit,
    dirty: run.dirty === null ? null : Number(run.dirty),
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    expires_at: run.expiresAt,
    idempotency_key: run.idempotencyKey,
    request_digest: run.requestDigest,
    request: text(run.request),
    undoes: run.undoes,
    result,
    fingerprint: run.fingerprint,
    failure_mode: run.failureMode,
    owner,
  };
}

/** The columns that an end changes. */
export function changedColumns(change: Partial<RunEnding>): Partial<RunRow> {
  return {
    ...(change.state === undefined ? {} : { state: change.state }),
    ...(change.status === undefined ? {} : { status: change.status }),
    ...(change.finishedAt === undefined ? {} : { finished_at: change.finishedAt }),
    ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
    ...(change.result === undefined ? {} : { result: resultText(change.result) }),
    ...(change.fingerprint === undefined ? {} : { fingerprint: change.fingerprint }),
    ...(change.failureMode === undefined ? {} : { failure_mode: change.failureMode }),
  };
}

export function toRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    kind: row.kind as RunRecord['kind'],
    subject: row.subject,
    parent: row.parent,
    step: row.step,
    environment: row.environment,
    state: row.state as RunRecord['state'],
    status: row.status,
    actor: row.actor,
    seal: row.seal,
    commit: row.commit_id,
    dirty: row.dirty === null ? null : row.dirty === 1,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
    idempotencyKey: row.idempotency_key,
    requestDigest: row.request_digest,
    request: value(row.request),
    undoes: row.undoes,
    result: value(row.result),
    fingerprint: row.fingerprint,
    failureMode: row.failure_mode,
  };
}

export function toEntry(row: JournalRow): JournalEntry {
  return {
    sequence: row.sequence,
    previousHash: row.previous_hash,
    hash: row.hash,
    at: row.at,
    monotonicMs: row.monotonic_ms,
    actor: row.actor,
    kind: row.kind,
    payload: value(row.payload),
  };
}
