// The quota that an upstream told last, as the records of checks keep it.
import type { ObservedQuota } from '../ports/quota.ts';
import type { Statements } from './sqlite-database.ts';

/**
 * In the words of the index `runs_quota`, without which every result would be read. A run of later than now was recorded
 * before the clock was set back: it would be the newest until then, whatever upstreams have told since.
 */
export const QUOTA_SQL = `SELECT id, json_extract(result, '$.quota') AS quota FROM runs
  WHERE kind = 'check' AND instr(result, '"quota":{') > 0
    AND json_extract(result, '$.integration') = ? AND environment = ? AND started_at <= ?
    AND json_extract(result, '$.quota') IS NOT NULL
  ORDER BY started_at DESC LIMIT 1`;

export function lastQuota(
  statements: Statements,
  integration: string,
  environment: string,
  now: Date,
): ObservedQuota | undefined {
  const row = statements.get(QUOTA_SQL).get(integration, environment, now.toISOString());
  return row && { run: String(row.id), quota: JSON.parse(String(row.quota)) };
}
