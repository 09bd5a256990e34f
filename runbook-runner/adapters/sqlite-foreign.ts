// Deliveries and follow-ups held to the journal: each row to the entries that tell of it, and each such entry to its row.
import type { Statements } from './sqlite-database.ts';

/** Whether a row differs from what its entry told; a row that is not there does. */
const differs = (columns: readonly string[]): string =>
  columns.map((name) => `j.payload ->> '$.${name}' IS NOT r.${name}`).join(' OR ');

const DELIVERY = ['bytes', 'digest', 'environment', 'id', 'integration', 'sent_at', 'source'];
const OPENED = ['due', 'id', 'kind', 'opened_by', 'origin', 'owner', 'source', 'title'];
const CLOSED = ['closed_by', 'id', 'source'];

/** How often a delivery came again stands in no entry. Its body is kept without secrets, so that its digest tells nothing of it. */
const FIRST = `SELECT min(sequence) AS first FROM (
  SELECT j.sequence FROM journal j LEFT JOIN deliveries r ON r.entry = j.sequence
    WHERE j.kind = 'delivery-received' AND (${differs(DELIVERY)})
  UNION ALL SELECT r.entry FROM deliveries r LEFT JOIN journal j ON j.sequence = r.entry
    WHERE j.kind IS NOT 'delivery-received' OR (${differs(DELIVERY)})
  UNION ALL SELECT j.sequence FROM journal j LEFT JOIN follow_ups r ON r.id = j.payload ->> '$.id'
    WHERE j.kind = 'follow-up-opened' AND (${differs(OPENED)} OR r.opened_at IS NOT j.at)
  UNION ALL SELECT j.sequence FROM journal j LEFT JOIN follow_ups r ON r.id = j.payload ->> '$.id'
    WHERE j.kind = 'follow-up-closed'
      AND (${differs(CLOSED)} OR r.closed_at IS NOT j.at OR r.status IS NOT 'done' OR r.entry IS NOT j.sequence)
  UNION ALL SELECT r.entry FROM follow_ups r LEFT JOIN journal j ON j.sequence = r.entry
    WHERE j.payload ->> '$.id' IS NOT r.id
      OR j.kind IS NOT CASE r.status WHEN 'open' THEN 'follow-up-opened' ELSE 'follow-up-closed' END
)`;

/** The sequence of the first entry whose row tells something else, or that a row names and that does not tell of it. */
export function firstForeignRow(statements: Statements): number | undefined {
  const first = statements.get(FIRST).get()?.first;
  return first === null || first === undefined ? undefined : Number(first);
}
