// Reads parsed JSON documents: values of unknown shape, by their keys and by JSON Pointers (RFC 6901).

import { namesOf } from '../../ports/json-pointer.ts';

export type Tree = Readonly<Record<string, unknown>>;
/** Keys from the top of a document, as diagnostics name a place. */
export type Keys = readonly (string | number)[];

export function tree(value: unknown): Tree | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

export const own = (value: Tree | undefined, key: string): unknown =>
  value && Object.hasOwn(value, key) ? value[key] : undefined;

/** Keys of a contract under which names stand, and not keywords. */
export const NAMES: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'responses', 'schemas'],
]);

/** Keywords of literal values: what looks like a schema inside of them is data. */
export const DATA: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** The value at a pointer; undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of namesOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
