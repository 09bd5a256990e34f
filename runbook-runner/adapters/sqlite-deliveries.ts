// Deliveries in the store: one row an event, by the id that its sender gave it.
import type { Delivery, DeliveryFilter, KeptDelivery, Taken } from '../ports/inbound.ts';
import type { Statements } from './sqlite-database.ts';
import type { SqliteJournal } from './sqlite-journal.ts';

const MOST = 1_000;
const SOURCE = 'environment = ? AND integration = ? AND source = ?';
const FIND = `SELECT last_sent_at FROM deliveries WHERE ${SOURCE} AND id = ?`;
const AGAIN = `UPDATE deliveries SET attempts = attempts + 1, last_sent_at = ? WHERE ${SOURCE} AND id = ?`;
const INSERT = `INSERT INTO deliveries (environment, integration, source, id, sent_at, last_sent_at, received_at,
  attempts, digest, bytes, body, entry) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`;
const LIST = `SELECT * FROM deliveries WHERE ${SOURCE} AND received_at >= ? ORDER BY received_at, entry LIMIT ${MOST}`;

interface Books {
  readonly journal: SqliteJournal;
  readonly statements: Statements;
}

/** Inside a transaction. An attempt is newer than the last one, by the time that its signature covers. */
export function takeDelivery(
  delivery: Delivery,
  moment: { readonly at: string; readonly monotonicMs: number },
  { journal, statements }: Books,
): Taken {
  const { environment, integration, source, id, sentAt, receivedAt, digest, bytes, body } = delivery;
  const key = [environment, integration, source, id] as const;
  const earlier = statements.get(FIND).get(...key);
  if (earlier !== undefined) {
    if (sentAt <= Number(earlier.last_sent_at)) return 'replayed';
    statements.get(AGAIN).run(sentAt, ...key);
    return 'again';
  }
  const entry = journal.append({
    ...moment,
    ...{ actor: `webhook ${integration}.${source}`, kind: 'delivery-received' },
    payload: { bytes, digest, environment, id, integration, sent_at: sentAt, source },
  });
  statements.get(INSERT).run(...key, sentAt, sentAt, receivedAt, digest, bytes, body, entry);
  return 'first';
}

export function deliveries(statements: Statements, filter: DeliveryFilter): KeptDelivery[] {
  const { environment, integration, source, since } = filter;
  const rows = statements.get(LIST).all(environment, integration, source, since);
  return rows.map((row) => ({
    ...{ environment, integration, source, id: String(row.id), sentAt: Number(row.sent_at) },
    ...{ receivedAt: String(row.received_at), digest: String(row.digest), bytes: Number(row.bytes) },
    ...{ body: String(row.body), attempts: Number(row.attempts) },
  }));
}
