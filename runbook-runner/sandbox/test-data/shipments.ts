// Owns the seeded shipments: 60 of the weeks before, so that a list has pages, in every status.
import { seededRandom } from './random.ts';

export const SERVICES = ['standard', 'express'] as const;
export const STATUSES = [
  'label_pending',
  'ready',
  'label_failed',
  'in_transit',
  'delivered',
  'cancelled',
] as const;

export interface Recipient {
  readonly name: string;
  readonly street: string;
  readonly postal_code: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A shipment as Parcelo answers it. */
export interface Shipment {
  readonly id: string;
  /** The sender's own name for it, such as an order's id. */
  readonly reference: string;
  readonly status: (typeof STATUSES)[number];
  readonly service: (typeof SERVICES)[number];
  readonly recipient: Recipient;
  readonly weight_grams: number;
  /** Null until there is a label. */
  readonly tracking_number: string | null;
  readonly label_job: string;
  /** RFC 3339, UTC. */
  readonly created: string;
}

/** An address in a postal code that Parcelo does not serve: its label job fails. */
export const UNSERVED_POSTAL_CODE = '0000-000';

const FIRST_CREATED = Date.parse('2026-03-02T10:00:00Z');
const HOUR_MS = 3_600_000;
const COUNT = 60;

const PLACES: readonly Omit<Recipient, 'name'>[] = [
  { street: 'Rua do Almada 12', postal_code: '4050-030', city: 'Porto', country: 'PT' },
  { street: 'Lange Reihe 40', postal_code: '20099', city: 'Hamburg', country: 'DE' },
  { street: 'Quai de la Fosse 7', postal_code: '44000', city: 'Nantes', country: 'FR' },
  { street: 'Oude Haven 3', postal_code: '3011 XW', city: 'Rotterdam', country: 'NL' },
];

function statusOf(number: number): Shipment['status'] {
  if (number % 15 === 0) return 'label_failed';
  if (number % 20 === 0) return 'cancelled';
  if (number <= 40) return 'delivered';
  return number <= 50 ? 'in_transit' : 'ready';
}

/** Of the parcel that was booked as the so many'th: no other has it. */
export const trackingNumberOf = (number: number): string => `PC${700_000_000 + number * 7_919}`;

/** The shipments of a seed, oldest first. Ids and statuses are the same for every seed; addresses and times are not. */
export function seededShipments(seed: number): readonly Shipment[] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, (_, index) => {
    const number = index + 1;
    const digits = String(number).padStart(4, '0');
    const status = statusOf(number);
    const place = PLACES[Math.floor(random() * PLACES.length)] as Omit<Recipient, 'name'>;
    const failed = status === 'label_failed';
    return {
      id: `shp_demo${digits}`,
      reference: `HV-${1_000 + number}`,
      status,
      service: number % 4 === 0 ? 'express' : 'standard',
      recipient: {
        name: `Customer ${1 + Math.floor(random() * 12)}`,
        ...place,
        ...(failed && { postal_code: UNSERVED_POSTAL_CODE }),
      },
      weight_grams: 1_300 * (1 + Math.floor(random() * 12)),
      tracking_number: failed ? null : trackingNumberOf(number),
      label_job: `job_demo${digits}`,
      created: new Date(FIRST_CREATED + (index * 6 + random()) * HOUR_MS).toISOString(),
    };
  });
}
