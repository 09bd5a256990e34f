// Owns whether a record fits what order-sync reads of it: each field that it needs, of its type; and which fields the
// contract does not know.
import { z } from 'zod';
import { namesOf, pointerOf } from '../../ports/json-pointer.ts';
import { adapt, type Rules } from './record.ts';

const MOST_NAMED = 3;
const MOST_LETTERS = 80;

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

/** The schema of an object that may be missing, or null. */
const bare = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;

/** What an object has beyond its schema; one that says what becomes of the rest, such as a loose one, knows all. */
function unknownIn(optional: unknown, value: unknown, path: readonly string[] = []): readonly string[] {
  const schema = bare(optional);
  if (!(schema instanceof z.ZodObject) || schema.def.catchall !== undefined) return [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(schema.shape, name)
      ? unknownIn(schema.shape[name], inner, [...path, name])
      : [pointerOf([...path, name])],
  );
}

/** Whether the schema names the field, or what is inside it is not ours to name. */
function names(optional: unknown, [name, ...inner]: readonly string[]): boolean {
  const schema = bare(optional);
  if (name === undefined || !(schema instanceof z.ZodObject)) return true;
  return Object.hasOwn(schema.shape, name) && names(schema.shape[name], inner);
}

/** The rules whose target a record has: an upstream's rules are for all its records, and one is meant for few. */
function meantFor(schema: unknown, { mapping, defaults }: Rules): Pick<Rules, 'mapping' | 'defaults'> {
  const has = (pointer: string) => names(schema, namesOf(pointer));
  return {
    mapping: mapping.filter(({ to }) => has(to)),
    defaults: Object.fromEntries(Object.entries(defaults).filter(([pointer]) => has(pointer))),
  };
}

/** An upstream may call its fields what it likes, and have many: a reason stays readable. */
const short = (pointer: string): string => pointer.slice(0, MOST_LETTERS);

function inWords(unknown: readonly string[]): string {
  const rest = unknown.length - MOST_NAMED;
  const named = unknown.slice(0, MOST_NAMED).map(short).join(', ');
  return `unknown fields: ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export function fitTo<Value>(schema: z.ZodType<Value>, body: unknown, rules: Rules): Fit<Value> {
  const { mapping, defaults } = meantFor(schema, rules);
  const came = adapt(body, { mapping, defaults: {} });
  const unknown = unknownIn(schema, came);
  const record = adapt(came, { mapping: [], defaults });
  const parsed = schema.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = short(pointerOf((issue?.path ?? []).map(String))) || '/';
    const why = `schema mismatch at ${where}: ${issue?.message ?? 'unknown'}`;
    return { ok: false, kind: 'schema', why, unknown };
  }
  if (unknown.length > 0 && rules.unknownFields === 'quarantine')
    return { ok: false, kind: 'unfit', why: inWords(unknown), unknown };
  return { ok: true, value: parsed.data, record, unknown };
}
