// Flattens a JSON Schema into the rows of a table: each field with its form, whether it is needed, and what it means.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import { type JsonSchema, jsonSchema } from './json-schemas.ts';

const DURATION = jsonSchema(DurationText).pattern;

export interface Field {
  /** `request.path`; `[]` is an item of a list, `<name>` a key that the author chooses. */
  readonly path: string;
  readonly form: string;
  /** `depends`: one variant of a choice needs it, another doesn't have it. */
  readonly needed: 'yes' | 'no' | 'depends';
  /** As JSON; undefined when there is none. */
  readonly default: string | undefined;
  readonly description: string;
}

const variantsOf = (schema: JsonSchema) => schema.anyOf ?? schema.oneOf ?? [];

function numberForm({ minimum, maximum }: JsonSchema, noun: string): string {
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `${noun}, ${low} to ${high}`;
  if (low !== undefined) return `${noun}, at least ${low}`;
  return high === undefined ? noun : `${noun}, at most ${high}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
  null: 'null',
};

function wordOf(schema: JsonSchema, type: string): string {
  if (schema.pattern !== undefined && schema.pattern === DURATION) return 'duration';
  if (type === 'integer') return numberForm(schema, 'whole number');
  if (type === 'number') return numberForm(schema, 'number');
  if (type === 'array' && schema.items) return `list of ${formOf(schema.items)}`;
  if (type === 'string' && schema.format === 'uri') return 'address';
  if (type === 'string' && schema.format === 'date') return 'date';
  return WORDS[type] ?? type;
}

/** The form of a value in words. */
function formOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' or ');
  if (schema.$ref) return 'any JSON';
  const variants = [...new Set(variantsOf(schema).map(formOf))];
  if (variants.length > 0) return variants.join(' or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.length === 0 ? 'anything' : types.map((type) => wordOf(schema, type)).join(' or ');
}

/** Rows of what stands inside a value: keys of a map, items of a list, each variant of a choice. */
function inside(schema: JsonSchema, path: string): Field[] {
  const { items, additionalProperties: named } = schema;
  return [
    ...(schema.properties ? fieldsOf(schema, path) : []),
    ...(items ? inside(items, `${path}[]`) : []),
    ...(typeof named === 'object' ? inside(named, `${path}.<name>`) : []),
    ...ofVariants(schema, path),
  ];
}

/** Rows of all variants, one a path. */
function ofVariants(schema: JsonSchema, path: string): Field[] {
  const variants = variantsOf(schema).map((variant) => inside(variant, path));
  const merged = new Map<string, Field[]>();
  for (const row of variants.flat()) merged.set(row.path, [...(merged.get(row.path) ?? []), row]);
  return [...merged.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const forms = new Set(rows.flatMap((row) => row.form.split(' or ')));
    const everywhere = rows.length === variants.length && rows.every((row) => row.needed === 'yes');
    const needed = everywhere || rows.every((row) => row.needed === 'no') ? first.needed : 'depends';
    const defaults = new Set(rows.flatMap((row) => row.default ?? []));
    const fallback = defaults.size === 0 ? undefined : [...defaults].join(' or ');
    return [{ ...first, form: [...forms].join(' or '), needed, default: fallback }];
  });
}

/** Every field of an object schema, outer before inner; variants of one field share a row. */
export function fieldsOf(schema: JsonSchema, base = ''): Field[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]): Field[] => {
    const path = base === '' ? name : `${base}.${name}`;
    const row: Field = {
      path,
      form: formOf(value),
      needed: schema.required?.includes(name) ? 'yes' : 'no',
      default: value.default === undefined ? undefined : JSON.stringify(value.default),
      description: value.description ?? '',
    };
    return [row, ...inside(value, path)];
  });
  return [...own, ...ofVariants(schema, base)];
}

/** Every field of an assertion, itself first: it may be a list or a plain value. */
export const assertionFields = (name: string, schema: z.ZodType): Field[] =>
  fieldsOf(jsonSchema(z.strictObject({ [name]: schema })));
