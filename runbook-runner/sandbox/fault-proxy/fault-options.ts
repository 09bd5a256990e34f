// Owns what the proxy accepts as a fault: the options of each kind, checked again where they take effect.
import { z } from 'zod';
import { PlaybookError } from '../../errors/index.ts';
import type { FaultOrder } from '../../ports/sandbox.ts';

/** A parsed duration of the playbook; only its milliseconds matter here. */
const DurationMs = z.object({ ms: z.number().min(0).max(86_400_000) }).transform((duration) => duration.ms);

const path = z.string().startsWith('/').optional();
const pointer = z.string().regex(/^(\/([^~/]|~[01])*)+$/, 'a JSON pointer (RFC 6901) below the root');

export const Change = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('retype'), pointer, to: z.enum(['string', 'number', 'boolean']) }),
  z.strictObject({ change: z.literal('remove'), pointer }),
  z.strictObject({ change: z.literal('rename'), pointer, to: z.string().min(1) }),
  z.strictObject({ change: z.literal('set'), pointer, value: z.json() }),
]);
export type Change = z.output<typeof Change>;

const FaultOptions = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), path, delay: DurationMs }),
  z.strictObject({
    kind: z.literal('status'),
    path,
    status: z.union([z.literal(429), z.literal(503)]),
    retryAfter: DurationMs.optional(),
  }),
  z.strictObject({ kind: z.literal('reset'), path }),
  z.strictObject({ kind: z.literal('schema-drift'), path, changes: z.array(Change).min(1) }),
  z.strictObject({ kind: z.literal('expired-certificate') }),
]);
export type FaultOptions = z.output<typeof FaultOptions>;
/** Faults that disturb single exchanges, not the connection. */
export type HttpFault = Exclude<FaultOptions, { kind: 'expired-certificate' }>;

/** Describing fields of a declared fault, which change nothing in what it does. */
const DESCRIPTION = ['expect', 'title', 'target', 'duration', 'id', 'kind'];

/** Parses an order; throws `invalid_request` for options that the kind doesn't have. */
export function parseFault(order: FaultOrder): FaultOptions {
  const options = Object.entries(order.options).filter(([name]) => !DESCRIPTION.includes(name));
  const parsed = FaultOptions.safeParse({ ...Object.fromEntries(options), kind: order.kind });
  if (parsed.success) return parsed.data;
  throw new PlaybookError('invalid_request', `The fault "${order.id}" has options that it cannot have.`, {
    hint: z.prettifyError(parsed.error),
  });
}

/** Whether a fault applies to a request's target, e.g. `/v1/charges?limit=2`. */
export function applies(fault: HttpFault, target: string): boolean {
  return fault.path === undefined || target.startsWith(fault.path);
}
