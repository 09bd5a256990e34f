// Owns what order-sync takes for a charge: the fields of the contract, of exactly their types, and what else came.
import { z } from 'zod';
import { adapt, type Rules } from './record.ts';

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

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `unfit` asks for the quarantine at once; `schema` may be a passing trouble of the upstream. */
  | { readonly ok: false; readonly kind: 'schema' | 'unfit'; readonly why: string };

export function parseCharge(body: unknown, rules: Rules): Parsed<Charge> {
  const record = adapt(body, rules);
  const parsed = Charge.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = `/${issue?.path.join('/') ?? ''}`;
    return { ok: false, kind: 'schema', why: `schema mismatch at ${where}: ${issue?.message ?? 'unknown'}` };
  }
  const unknown = Object.entries(record as object).filter(([name]) => !Object.hasOwn(Charge.shape, name));
  if (unknown.length > 0 && rules.unknownFields === 'quarantine')
    return { ok: false, kind: 'unfit', why: `unknown fields: ${unknown.map(([name]) => name).join(', ')}` };
  const extra = rules.unknownFields === 'keep' ? Object.fromEntries(unknown) : {};
  return { ok: true, value: { ...parsed.data, extra } };
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
