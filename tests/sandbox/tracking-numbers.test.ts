// Parcelo's tracking numbers over a long day: no two parcels have the same one, and a seed gives the same ones again.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Account } from '../../runbook-runner/sandbox/account.ts';
import { CreateShipment, ShipmentStore } from '../../runbook-runner/sandbox/parcelo/shipment-store.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const order = CreateShipment.parse({
  reference: 'HV-9001',
  weight_grams: 1_300,
  recipient: { name: 'A', street: 'B', postal_code: '4050-030', city: 'Porto', country: 'PT' },
});
/** Two hours of orders, five a second. */
const PARCELS = 36_000;

/** The numbers of the seeded parcels, and of so many that were ordered since. */
function numbersOf(count: number): readonly string[] {
  const store = new ShipmentStore(1, new Account());
  const seeded = store.page({ limit: 100, after: undefined, reference: undefined })?.data ?? [];
  const created = Array.from({ length: count }, () => store.create(order).id);
  vi.setSystemTime(Date.now() + 1_000);
  const all = [...seeded, ...created.map((id) => store.get(id))];
  return all.flatMap((one) => one?.tracking_number ?? []);
}

test('no two parcels of a long day have the same number', () => {
  const numbers = numbersOf(PARCELS);
  expect(numbers.length).toBeGreaterThan(PARCELS);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.every((number) => /^PC\d{9,12}$/.test(number))).toBe(true);
});

test('a seed gives the same numbers again', () => {
  expect(numbersOf(20)).toEqual(numbersOf(20));
});
