// Owns the orders that Harbour & Vine's customers place: one each call, each paid with a seeded charge in turn.
import { PAID_CHARGES, seededCharges } from '../test-data/charges.ts';
import type { Order } from './order.ts';

/** The next order; the same seed gives the same orders. */
export function orderSource(seed: number): () => Order {
  const paid = seededCharges(seed).slice(0, PAID_CHARGES);
  let number = 0;
  return () => {
    const charge = paid[number % paid.length];
    number += 1;
    return {
      id: `ord_${String(number).padStart(8, '0')}`,
      charge: charge?.id ?? '',
      amount: charge?.amount ?? 0,
      acceptedAt: new Date().toISOString(),
    };
  };
}
