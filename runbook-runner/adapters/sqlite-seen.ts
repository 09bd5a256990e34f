// What the records tell of a failure: how often it was seen, when last, and which verified action followed it.
import type { Seen } from '../ports/diagnosis.ts';
import type { SeenFilter } from '../ports/store.ts';
import type { Statements } from './sqlite-database.ts';

/** Newest runs that are looked at: what lies farther back would not change what a responder does. */
const MOST = 1_000;

type Column = 'fingerprint' | 'failure_mode';

/** A fingerprint begins with its integration, and a space ends that: each API is mended in its own way. */
const OF_INTEGRATION: Record<Column, string> = {
  fingerprint: '',
  failure_mode: 'AND instr(fingerprint, ?) = 1',
};

/** The newest of the earlier runs that failed so, read from the column's index. */
const earlier = (column: Column) =>
  `(SELECT parent, started_at FROM runs
    WHERE ${column} = ? AND environment = ? AND started_at < ? ${OF_INTEGRATION[column]}
    ORDER BY started_at DESC LIMIT ${MOST}) AS earlier`;

export const countSql = (column: Column) =>
  `SELECT count(*) AS times, max(started_at) AS last FROM ${earlier(column)}`;

/** An action is `done` only when every check that verifies it passed. */
export const fixSql = (column: Column) =>
  `SELECT fix.id AS run, fix.subject AS action, fix.started_at AS at
    FROM ${earlier(column)} JOIN runs AS fix ON fix.parent = earlier.parent
    WHERE fix.kind = 'action' AND fix.status = 'done' AND fix.started_at >= earlier.started_at
    ORDER BY earlier.started_at DESC, fix.started_at DESC LIMIT 1`;

export function seen(statements: Statements, filter: SeenFilter): Seen {
  const { environment, before } = filter;
  const byPrint = 'fingerprint' in filter;
  const column = byPrint ? 'fingerprint' : 'failure_mode';
  const values = byPrint
    ? [filter.fingerprint, environment, before]
    : [filter.failureMode, environment, before, `${filter.integration} `];
  const counted = statements.get(countSql(column)).get(...values);
  const times = Number(counted?.times ?? 0);
  if (times === 0) return { times };
  const fix = statements.get(fixSql(column)).get(...values);
  return {
    ...{ times, last: String(counted?.last) },
    ...(fix ? { fix: { action: String(fix.action), run: String(fix.run), at: String(fix.at) } } : {}),
  };
}
