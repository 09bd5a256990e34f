// Owns what order-sync takes for a charge: exactly the fields of the contract, of exactly their types.
import { z } from 'zod';

export const Charge = z.strictObject({
  id: z.string().startsWith('ch_'),
  amount: z.int().min(1),
  currency: z.enum(['EUR', 'GBP', 'USD']),
  status: z.enum(['pending', 'succeeded', 'failed', 'refunded']),
  created: z.iso.datetime(),
  customer: z.string().nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});
export type Charge = z.output<typeof Charge>;

const ChargeList = z.strictObject({ data: z.array(Charge), has_more: z.boolean() });

type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string };

function parse<Value>(schema: z.ZodType<Value>, body: unknown): Parsed<Value> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const where = `/${issue?.path.join('/') ?? ''}`;
  return { ok: false, why: `schema mismatch at ${where}: ${issue?.message ?? 'unknown'}` };
}

export const parseCharge = (body: unknown): Parsed<Charge> => parse(Charge, body);
export const parseChargeList = (body: unknown): Parsed<z.output<typeof ChargeList>> =>
  parse(ChargeList, body);
