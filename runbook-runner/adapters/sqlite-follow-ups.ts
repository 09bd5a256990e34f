// Follow-ups in the store: one row each, opened and closed with an entry of the journal.
import type { Closing, FollowUp, FollowUpFilter } from '../ports/follow-up.ts';
import type { Statements } from './sqlite-database.ts';
import type { SqliteJournal } from './sqlite-journal.ts';

const MOST = 1_000;
const FIND = `SELECT * FROM follow_ups WHERE source = ? AND kind = ? AND (status = 'open' OR closed_at > ?)
  AND (kind NOT IN ('criteria', 'debrief') OR title = ?) ORDER BY opened_at`;
const TO_CLOSE = `SELECT * FROM follow_ups
  WHERE source = ? AND (closed_by = ? OR (status = 'open' AND (? IS NULL OR opened_at <= ?)))`;
const LIST = `SELECT * FROM follow_ups WHERE (? IS NULL OR source = ?) AND (? IS NULL OR status = ?)
  ORDER BY due, opened_at LIMIT ${MOST}`;
const INSERT = `INSERT INTO follow_ups (id, origin, source, kind, title, owner, due, status, opened_at, opened_by, entry)
  VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)`;
const CLOSE = `UPDATE follow_ups SET status = 'done', closed_at = ?, closed_by = ?, entry = ? WHERE id = ?`;

interface Books {
  readonly journal: SqliteJournal;
  readonly statements: Statements;
  readonly monotonicMs: number;
}

/** Inside a transaction. */
export function openFollowUp(
  one: FollowUp,
  actor: string,
  { journal, statements, monotonicMs }: Books,
): FollowUp {
  const earlier = statements.get(FIND).get(one.source, one.kind, one.openedAt, one.title);
  if (earlier !== undefined) return toFollowUp(earlier);
  const { id, origin, source, kind, title, owner, due, openedAt, openedBy } = one;
  const entry = journal.append({
    ...{ at: openedAt, monotonicMs, actor, kind: 'follow-up-opened' },
    payload: { due, id, kind, opened_by: openedBy, origin, owner, source, title },
  });
  statements.get(INSERT).run(id, origin, source, kind, title, owner, due, openedAt, openedBy, entry);
  return one;
}

/** Inside a transaction. */
export function closeFollowUps(
  { source, run, at, actor, openedUntil }: Closing,
  { journal, statements, monotonicMs }: Books,
): FollowUp[] {
  const until = openedUntil ?? null;
  return statements
    .get(TO_CLOSE)
    .all(source, run, until, until)
    .map((row) => {
      if (row.status !== 'open') return toFollowUp(row);
      const id = String(row.id);
      const fact = { at, monotonicMs, actor, kind: 'follow-up-closed' };
      const entry = journal.append({ ...fact, payload: { closed_by: run, id, source } });
      statements.get(CLOSE).run(at, run, entry, id);
      return { ...toFollowUp(row), status: 'done', closedAt: at, closedBy: run };
    });
}

export function followUps(statements: Statements, { source = null, status = null }: Filter): FollowUp[] {
  return statements.get(LIST).all(source, source, status, status).map(toFollowUp);
}

type Filter = { readonly [Key in keyof FollowUpFilter]: FollowUpFilter[Key] | null };

const textOrNull = (value: unknown) => (value === null ? null : String(value));

const toFollowUp = (row: Readonly<Record<string, unknown>>): FollowUp => ({
  ...{ id: String(row.id), origin: 'drill', source: String(row.source), kind: String(row.kind) },
  ...{ title: String(row.title), owner: String(row.owner), due: String(row.due) },
  status: row.status === 'open' ? 'open' : 'done',
  ...{ openedAt: String(row.opened_at), openedBy: String(row.opened_by) },
  ...{ closedAt: textOrNull(row.closed_at), closedBy: textOrNull(row.closed_by) },
});
