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
