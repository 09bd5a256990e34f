// Owns what order-sync takes for a charge: the fields of the contract, of exactly their types, and what else came.
import { z } from 'zod';
import { type Fit, fitTo } from './fit.ts';
import type { Rules } from './record.ts';

const Charge = z.object({
  id: z.string().startsWith('ch_'),
  amount: z.int().min(1),
  currency: z.enum(['EUR', 'GBP', 'USD']),
  status: z.enum(['pending', 'succeeded', 'failed', 'refunded']),
  created: z.iso.datetime(),
  customer: z.string().nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});

export interface Charge extends z.output<typeof Charge> {
  /** What the contract does not know, where it is kept. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export function parseCharge(body: unknown, rules: Rules): Fit<Charge> {
  const fitted = fitTo(Charge, body, rules);
  if (!fitted.ok) return fitted;
  const more = Object.entries(fitted.record as object).filter(([name]) => !Object.hasOwn(Charge.shape, name));
  const extra = rules.unknownFields === 'keep' ? Object.fromEntries(more) : {};
  return { ...fitted, value: { ...fitted.value, extra } };
}

const List = z.object({ data: z.array(z.unknown()) });

/** The charges of a list that can be read; undefined when it is no list. */
export function parseChargeList(body: unknown, rules: Rules): readonly Charge[] | undefined {
  const list = List.safeParse(body);
  if (!list.success) return undefined;
  return list.data.data.flatMap((item) => {
    const parsed = parseCharge(item, rules);
    return parsed.ok ? [parsed.value] : [];
  });
}
