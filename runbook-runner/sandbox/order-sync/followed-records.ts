// Owns what Parcelo and Stockline answer about an order, field by field as their contracts have it.
import { z } from 'zod';
import { unread } from './fit.ts';

export const Job = z.object({
  id: z.string(),
  shipment: z.string(),
  status: z.string(),
  ...unread('created', 'finished', 'label', 'error'),
});

const Shipment = z.object(
  unread(
    ...(['id', 'reference', 'status', 'service', 'recipient'] as const),
    ...(['weight_grams', 'tracking_number', 'label_job', 'created'] as const),
  ),
);

/** One of the list, or asked for alone; its number is null until there is a label. */
export const Listed = z.object({
  id: z.string(),
  status: z.string(),
  tracking_number: z.string().nullable(),
  ...unread('reference', 'service', 'recipient', 'weight_grams', 'label_job', 'created'),
});
export type Listed = z.output<typeof Listed>;

export const Page = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() });

/** A page as far as its records fit. */
export interface ListPage {
  readonly shipments: readonly Listed[];
  /** False when a record of it did not fit, and was left out. */
  readonly whole: boolean;
  /** Of the page that follows; null on the last. */
  readonly next: string | null;
}

export const Ordered = z.object({ shipment: Shipment.optional(), job: Job });

export const Level = z.object({
  sku: z.string(),
  available: z.int().min(0),
  version: z.int().min(1),
  ...unread('name', 'warehouse', 'on_hand', 'reserved', 'updated'),
});
export type Level = z.output<typeof Level>;

export const Reservation = z.object({
  id: z.string(),
  reference: z.string(),
  quantity: z.int(),
  stock_version: z.int(),
  ...unread('sku', 'status', 'created'),
});
