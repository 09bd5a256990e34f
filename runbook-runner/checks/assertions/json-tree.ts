// Finds places in JSON documents: JSON Pointers (RFC 6901), and `$ref`s that lead to one.

import { namesOf } from '../../ports/json-pointer.ts';
import { placeOf } from '../../ports/json-reference.ts';

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

interface Resolved {
  readonly value: Tree | undefined;
  readonly pointer: string;
  /** The `$ref` that leads to nothing in the same document, or round in a circle. */
  readonly lost?: string;
}

/** Follows `$ref`s into the same document, at most a few; returns where it ended. */
export function resolve(document: Tree, pointer: string): Resolved {
  let at: Resolved = { value: tree(valueAt(document, pointer)), pointer };
  for (let hops = 0; hops < 8; hops += 1) {
    const ref = own(at.value, '$ref');
    if (typeof ref !== 'string') return at;
    const place = placeOf(ref, '');
    const value = place?.file === '' ? tree(valueAt(document, place.fragment)) : undefined;
    if (!place || !value) return { ...at, lost: ref };
    at = { value, pointer: place.fragment };
  }
  return { ...at, lost: String(own(at.value, '$ref')) };
}
