// Owns Lumenpay's charges: the seeded ones and those that were created since, oldest first.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Charge, CURRENCIES, seededCharges } from '../test-data/charges.ts';

export const CreateCharge = z.strictObject({
  amount: z.int().min(1).max(99_999_999),
  currency: z.enum(CURRENCIES),
  customer: z.string().min(1).max(64).nullable().default(null),
  description: z.string().max(200).nullable().default(null),
  metadata: z.record(z.string().max(40), z.string().max(200)).default({}),
});
export type CreateCharge = z.output<typeof CreateCharge>;

export interface ChargePage {
  readonly data: readonly Charge[];
  readonly has_more: boolean;
}

/** A charge that names the client's order, as the settlement report tells it; `sequence` counts up from 1. */
export interface SettlementEntry {
  readonly sequence: number;
  readonly order: string;
  /** Of the charge. */
  readonly id: string;
  readonly amount: number;
}

/** Hears of every charge that succeeded or was refunded, and which client made it; that of a seeded one is nobody. */
type Tell = (
  event: 'charge.succeeded' | 'charge.refunded',
  charge: Charge,
  client: string | undefined,
) => void;

export class ChargeStore {
  readonly #charges: Map<string, Charge>;
  readonly #makers = new Map<string, string | undefined>();
  readonly #settlements: (SettlementEntry & { readonly client: string | undefined })[] = [];
  readonly #seed: number;
  readonly #tell: Tell;

  constructor(seed: number, tell: Tell) {
    this.#seed = seed;
    this.#tell = tell;
    this.#charges = new Map(seededCharges(seed).map((charge) => [charge.id, charge]));
  }

  get(id: string): Charge | undefined {
    return this.#charges.get(id);
  }

  /** A page of at most `limit` charges after the one with the id `after`; undefined when there is no such charge. */
  page(limit: number, after: string | undefined): ChargePage | undefined {
    const all = [...this.#charges.values()];
    const from = after === undefined ? 0 : all.findIndex((charge) => charge.id === after) + 1;
    if (after !== undefined && from === 0) return undefined;
    return { data: all.slice(from, from + limit), has_more: from + limit < all.length };
  }

  /** The charge with its money given back; undefined when it was not there to give. */
  refund(charge: Charge): Charge | undefined {
    if (charge.status !== 'succeeded') return undefined;
    const refunded: Charge = { ...charge, status: 'refunded' };
    this.#charges.set(charge.id, refunded);
    this.#tell('charge.refunded', refunded, this.#makers.get(charge.id));
    return refunded;
  }

  /** Up to `limit` settlements of a client after a sequence number. */
  settlements(client: string, after: number, limit: number): readonly SettlementEntry[] {
    return this.#settlements
      .slice(after)
      .filter((entry) => entry.client === client)
      .slice(0, limit)
      .map(({ client: _client, ...entry }) => entry);
  }

  create(order: CreateCharge, client?: string): Charge {
    const number = this.#charges.size + 1;
    const digits = createHash('sha256').update(`${this.#seed}:charge:${number}`).digest('hex').slice(0, 12);
    const charge: Charge = {
      id: `ch_${digits}`,
      ...order,
      status: 'succeeded',
      created: new Date().toISOString(),
    };
    this.#charges.set(charge.id, charge);
    this.#makers.set(charge.id, client);
    this.#report(charge, client);
    this.#tell('charge.succeeded', charge, client);
    return charge;
  }

  #report({ id, amount, metadata }: Charge, client: string | undefined): void {
    const sequence = this.#settlements.length + 1;
    if (metadata.order !== undefined)
      this.#settlements.push({ sequence, order: metadata.order, id, amount, client });
  }
}
