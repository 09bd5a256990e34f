// Owns whether a record fits what order-sync reads of it: each field that it needs, of its type; and which fields the
// contract does not know.
import { z } from 'zod';
import { pointerOf } from '../../ports/json-pointer.ts';
import { adapt, type Rules } from './record.ts';

export type Fit<Value> =
  | {
      readonly ok: true;
      readonly value: Value;
      /** As the rules made it, with all that came. */
      readonly record: unknown;
      /** JSON pointers to the fields that the contract does not know. */
      readonly unknown: readonly string[];
    }
  | {
      readonly ok: false;
      /** `unfit` asks for the quarantine at once; `schema` may be a passing trouble of the upstream. */
      readonly kind: 'schema' | 'unfit';
      readonly why: string;
      readonly unknown: readonly string[];
    };

/** Fields of the contract that order-sync does not read: whatever is in them, and whether they come at all. */
export const unread = <Name extends string>(
  ...names: readonly Name[]
): Record<Name, z.ZodOptional<z.ZodUnknown>> =>
  Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    Name,
    z.ZodOptional<z.ZodUnknown>
  >;

/** What an object has beyond its schema; one that says what becomes of the rest, such as a loose one, knows all. */
function unknownIn(schema: unknown, value: unknown, path: readonly string[] = []): readonly string[] {
  if (!(schema instanceof z.ZodObject) || schema.def.catchall !== undefined) return [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(schema.shape, name)
      ? unknownIn(schema.shape[name], inner, [...path, name])
      : [pointerOf([...path, name])],
  );
}

export function fitTo<Value>(schema: z.ZodType<Value>, body: unknown, rules: Rules): Fit<Value> {
  const record = adapt(body, rules);
  const parsed = schema.safeParse(record);
  const unknown = unknownIn(schema, record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = pointerOf((issue?.path ?? []).map(String)) || '/';
    const why = `schema mismatch at ${where}: ${issue?.message ?? 'unknown'}`;
    return { ok: false, kind: 'schema', why, unknown };
  }
  if (unknown.length > 0 && rules.unknownFields === 'quarantine')
    return { ok: false, kind: 'unfit', why: `unknown fields: ${unknown.join(', ')}`, unknown };
  return { ok: true, value: parsed.data, record, unknown };
}
