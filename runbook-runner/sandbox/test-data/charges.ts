// Owns the seeded charges: 40 paid ones that orders use, then one of each other status and currency.
import { seededRandom } from './random.ts';

export const CURRENCIES = ['EUR', 'GBP', 'USD'] as const;
const STATUSES = ['pending', 'succeeded', 'failed', 'refunded'] as const;

/** A charge as Lumenpay answers it; `amount` in minor units (cents, pence). */
export interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly currency: (typeof CURRENCIES)[number];
  readonly status: (typeof STATUSES)[number];
  /** RFC 3339, UTC. */
  readonly created: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Number of charges that are paid in EUR and stand behind the orders: ch_demo0001 and up. */
export const PAID_CHARGES = 40;

const FIRST_CREATED = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const WINES = ['Riesling, case of 6', 'Crémant, case of 12', 'Alvarinho, case of 6', 'Gift box, 2 bottles'];

const OTHERS: readonly Pick<Charge, 'currency' | 'status'>[] = [
  { currency: 'EUR', status: 'pending' },
  { currency: 'EUR', status: 'failed' },
  { currency: 'EUR', status: 'refunded' },
  { currency: 'GBP', status: 'succeeded' },
  { currency: 'GBP', status: 'pending' },
  { currency: 'USD', status: 'succeeded' },
  { currency: 'USD', status: 'failed' },
  { currency: 'USD', status: 'refunded' },
];

/** The charges of a seed, oldest first. Ids and statuses are the same for every seed; amounts and times are not. */
export function seededCharges(seed: number): readonly Charge[] {
  const random = seededRandom(seed);
  const kinds = Array.from(
    { length: PAID_CHARGES },
    () => ({ currency: 'EUR', status: 'succeeded' }) as const,
  );
  return [...kinds, ...OTHERS].map(({ currency, status }, index) => {
    const number = index + 1;
    const offsetMs = (index * 17 + Math.floor(random() * 15)) * MINUTE_MS;
    return {
      id: `ch_demo${String(number).padStart(4, '0')}`,
      amount: 1_900 + Math.floor(random() * 23_000),
      currency,
      status,
      created: new Date(FIRST_CREATED + offsetMs).toISOString(),
      customer:
        number % 10 === 0 ? null : `cus_demo${String(1 + Math.floor(random() * 12)).padStart(2, '0')}`,
      description: WINES[Math.floor(random() * WINES.length)] ?? null,
      metadata: { basket: `HV-${1_000 + number}` },
    };
  });
}
