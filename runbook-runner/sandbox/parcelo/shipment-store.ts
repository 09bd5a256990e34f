// Owns Parcelo's shipments: the seeded ones and those that were ordered since, oldest first.
import { z } from 'zod';
import type { Account } from '../account.ts';
import { seededHex } from '../test-data/random.ts';
import { SERVICES, type Shipment, seededShipments, trackingNumberOf } from '../test-data/shipments.ts';
import { isFinished, type LabelJob, labelJobOf, willFail } from './label-jobs.ts';

const text = z.string().min(1).max(80);

export const CreateShipment = z.strictObject({
  reference: z.string().min(1).max(64),
  service: z.enum(SERVICES).default('standard'),
  weight_grams: z.int().min(1).max(31_500),
  recipient: z.strictObject({
    name: text,
    street: text,
    postal_code: z.string().min(3).max(12),
    city: text,
    country: z.string().regex(/^[A-Z]{2}$/, 'is an ISO 3166-1 code of two capital letters'),
  }),
});
export type CreateShipment = z.output<typeof CreateShipment>;

export interface ShipmentPage {
  readonly data: readonly Shipment[];
  /** Id of the last one, when another page follows. */
  readonly last: string | undefined;
}

interface Wanted {
  readonly limit: number;
  readonly after: string | undefined;
  readonly reference: string | undefined;
}

export class ShipmentStore {
  readonly #shipments: Map<string, Shipment>;
  readonly #byJob: Map<string, string>;
  /** By shipment, the number that it gets with its label. */
  readonly #tracking = new Map<string, string>();
  readonly #seed: number;
  readonly #account: Account;

  /** `account` hears of each order that gets a label, and of each that is not sent after all. */
  constructor(seed: number, account: Account) {
    this.#seed = seed;
    this.#account = account;
    const seeded = seededShipments(seed);
    this.#shipments = new Map(seeded.map((one) => [one.id, one]));
    this.#byJob = new Map(seeded.map((one) => [one.label_job, one.id]));
  }

  get(id: string): Shipment | undefined {
    const shipment = this.#shipments.get(id);
    return shipment && this.#asOf(shipment, Date.now());
  }

  job(id: string): LabelJob | undefined {
    const shipment = this.#shipments.get(this.#byJob.get(id) ?? '');
    return shipment && labelJobOf(shipment, Date.now());
  }

  /** Undefined when there is no shipment with the id `after`. */
  page({ limit, after, reference }: Wanted): ShipmentPage | undefined {
    const all = [...this.#shipments.values()];
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && from === 0) return undefined;
    const rest = all.slice(from).filter((one) => reference === undefined || one.reference === reference);
    const now = Date.now();
    const data = rest.slice(0, limit).map((one) => this.#asOf(one, now));
    return { data, last: rest.length > limit ? data.at(-1)?.id : undefined };
  }

  create(order: CreateShipment): Shipment {
    const number = this.#shipments.size + 1;
    const digits = seededHex(this.#seed, `shipment:${number}`, 12);
    const shipment: Shipment = {
      ...{ id: `shp_${digits}`, ...order, status: 'label_pending', tracking_number: null },
      ...{ label_job: `job_${digits}`, created: new Date().toISOString() },
    };
    this.#shipments.set(shipment.id, shipment);
    this.#byJob.set(shipment.label_job, shipment.id);
    this.#tracking.set(shipment.id, trackingNumberOf(number));
    if (!willFail(shipment)) this.#account.tell(shipment.reference, shipment.id, true);
    return shipment;
  }

  /** The shipment, not to be sent; undefined when it has left already. */
  cancel({ id }: Shipment): Shipment | undefined {
    const shipment = this.get(id);
    if (!shipment || shipment.status === 'in_transit' || shipment.status === 'delivered') return undefined;
    const cancelled: Shipment = { ...shipment, status: 'cancelled' };
    this.#shipments.set(id, cancelled);
    this.#account.tell(cancelled.reference, id, false);
    return cancelled;
  }

  /** What has become of a shipment whose label was ordered. */
  #asOf(shipment: Shipment, now: number): Shipment {
    if (shipment.status !== 'label_pending' || !isFinished(shipment, now)) return shipment;
    if (willFail(shipment)) return { ...shipment, status: 'label_failed' };
    return { ...shipment, status: 'ready', tracking_number: this.#tracking.get(shipment.id) ?? null };
  }
}
