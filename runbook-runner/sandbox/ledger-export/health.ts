// Owns what ledger-export says of itself: whether it follows, and what it has booked; for people and for Prometheus.
import type { Importer } from './importer.ts';
import type { Ledger } from './ledger.ts';

export interface LedgerHealth {
  readonly flow: 'ok' | 'paused' | 'stalled';
  readonly cursor: number;
  readonly booked: { readonly count: number; readonly amount: number };
  /** Orders that came a second time and were not booked again. */
  readonly repeated: number;
  readonly lastReadAt: string | null;
  readonly lastError: string | null;
}

export function ledgerHealth(ledger: Ledger, importer: Importer): LedgerHealth {
  const { paused, lastError, lastReadAt } = importer;
  const { cursor, booked, repeated } = ledger;
  const flow = paused ? 'paused' : lastError === null ? 'ok' : 'stalled';
  return { flow, cursor, booked, repeated, lastReadAt, lastError };
}

export function ledgerMetrics({ flow, cursor, booked, repeated }: LedgerHealth, failed: number): string {
  const figures = [
    ['ledger_bookings_total', 'counter', 'Orders that were booked.', booked.count],
    ['ledger_booked_cents_total', 'counter', 'What was booked, in cents.', booked.amount],
    ['ledger_repeated_total', 'counter', 'Orders that came a second time.', repeated],
    ['ledger_failed_turns_total', 'counter', 'Turns in which order-sync could not be read.', failed],
    ['ledger_cursor', 'gauge', 'Sequence number of the last booking.', cursor],
    ['ledger_paused', 'gauge', '1 while it is paused.', Number(flow === 'paused')],
  ] as const;
  return figures
    .map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`)
    .join('');
}
