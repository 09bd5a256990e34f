// Translates the schemas of an OpenAPI 3.0 document to JSON Schema 2020-12, each in its place, as a reader of answers
// must understand them (OpenAPI 3.0.3 §4.7.24).
import { own, type Tree, tree } from './json-tree.ts';

const MAPS = ['properties'] as const;
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const SINGLE = ['items', 'additionalProperties', 'not'] as const;
/** Keywords that mean the same in both; what 3.0 does not know, it ignores. */
const SAME = [
  ...['type', 'title', 'description', 'default', 'format', 'pattern', 'enum', 'required', 'multipleOf'],
  ...['maximum', 'minimum', 'maxLength', 'minLength', 'maxItems', 'minItems', 'uniqueItems'],
  ...['maxProperties', 'minProperties'],
  // Rules are read from them elsewhere: which branch is meant, and what an answer need not have.
  ...['discriminator', 'writeOnly'],
];

type Made = Record<string, unknown>;

/** `exclusiveMinimum: true` beside `minimum`: in 2020-12 the bound itself. */
function exclusive(schema: Tree, made: Made, bound: 'minimum' | 'maximum', keyword: string): void {
  if (own(schema, keyword) !== true || typeof made[bound] !== 'number') return;
  made[keyword] = made[bound];
  delete made[bound];
}

/** A schema of OpenAPI 3.0 in 2020-12. */
export function translated(value: unknown): unknown {
  const schema = tree(value);
  if (!schema) return value;
  const ref = own(schema, '$ref');
  // What stands beside a reference does not count in 3.0.
  if (typeof ref === 'string') return { $ref: ref };
  const made: Made = {};
  for (const key of SAME) if (Object.hasOwn(schema, key)) made[key] = schema[key];
  // `null` is added to a type that stands in the same schema, and to nothing else.
  if (own(schema, 'nullable') === true && typeof made.type === 'string') made.type = [made.type, 'null'];
  exclusive(schema, made, 'minimum', 'exclusiveMinimum');
  exclusive(schema, made, 'maximum', 'exclusiveMaximum');
  for (const key of SINGLE) {
    if (Object.hasOwn(schema, key)) made[key] = translated(schema[key]);
  }
  for (const key of LISTS) {
    const list = own(schema, key);
    if (Array.isArray(list)) made[key] = list.map(translated);
  }
  for (const key of MAPS) made[key] = mapped(own(schema, key), translated);
  return made;
}

function mapped(value: unknown, make: (one: unknown, key: string) => unknown): Tree | undefined {
  const map = tree(value);
  return map && Object.fromEntries(Object.entries(map).map(([key, one]) => [key, make(one, key)]));
}

/** Everything outside of schemas stays; a schema stands under `schema`, or in `components/schemas`. */
export function walk(value: unknown, key: string): unknown {
  if (key === 'schema') return translated(value);
  if (key === 'example' || key === 'examples') return undefined;
  if (Array.isArray(value)) return value.map((one) => walk(one, ''));
  return mapped(value, (one, name) => walk(one, name)) ?? value;
}

/** The same document with its schemas in 2020-12; pointers into it stay valid. */
export function translate30(document: Tree): Tree {
  const components = tree(own(document, 'components'));
  const schemas = mapped(own(components, 'schemas'), translated);
  const rest = Object.entries(components ?? {}).filter(([key]) => key !== 'schemas');
  // What stands in a section has a name of the author's choice, which may be `schema` or `example`.
  const others = rest.map(([key, section]) => [key, mapped(section, (one) => walk(one, ''))]);
  const paths = mapped(own(document, 'paths'), (item) => walk(item, ''));
  return { ...document, paths, components: { ...Object.fromEntries(others), schemas } };
}
