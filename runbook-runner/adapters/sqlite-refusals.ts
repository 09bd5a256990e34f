// Refused deliveries in the store: how many, when and why, and nothing of what was sent.
import type { DeliveryFilter, RefusalCount, Refusals, RefusedFor } from '../ports/inbound.ts';
import type { Statements } from './sqlite-database.ts';

/** Longer than any check waits; a flood leaves no more than this behind. */
const KEPT_MS = 3_600_000;
const SOURCE = 'environment = ? AND integration = ? AND source = ?';
const ADD = `INSERT INTO refused_deliveries (environment, integration, source, at, reason, count, message)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, message = excluded.message`;
const FORGET = `DELETE FROM refused_deliveries WHERE ${SOURCE} AND at < ?`;
const LIST = `SELECT reason, sum(count) AS count, message, max(at) FROM refused_deliveries
  WHERE ${SOURCE} AND at >= ? GROUP BY reason ORDER BY reason`;

/** Inside a transaction. */
export function countRefusals(counts: readonly RefusalCount[], statements: Statements): void {
  for (const { environment, integration, source, at, reason, count, message } of counts) {
    statements.get(ADD).run(environment, integration, source, at, reason, count, message);
    const before = new Date(Date.parse(at) - KEPT_MS).toISOString();
    statements.get(FORGET).run(environment, integration, source, before);
  }
}

export function refusals(statements: Statements, filter: DeliveryFilter): Refusals[] {
  const { environment, integration, source, since } = filter;
  const rows = statements.get(LIST).all(environment, integration, source, since);
  return rows.map((row) => ({
    reason: String(row.reason) as RefusedFor,
    count: Number(row.count),
    message: String(row.message),
  }));
}
