// Finds places in JSON documents: JSON Pointers (RFC 6901), and `$ref`s that lead to one, in the same file or another.

import { namesOf } from '../../ports/json-pointer.ts';

export type Tree = Readonly<Record<string, unknown>>;
/** Keys from the top of a document, as diagnostics name a place. */
export type Keys = readonly (string | number)[];

export function tree(value: unknown): Tree | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

export const own = (value: Tree | undefined, key: string): unknown =>
  value && Object.hasOwn(value, key) ? value[key] : undefined;

/** The value at a pointer; undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of namesOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A place that a reference names: `file` is a path in `src/content`. */
export interface Place {
  readonly file: string;
  /** A JSON Pointer, or the name of an anchor without a slash. */
  readonly fragment: string;
}

/** Where a `$ref` in `file` leads, relative to it (RFC 3986 §5.2); undefined for an address outside of the playbook. */
export function placeOf(ref: string, file: string): Place | undefined {
  const base = `contract:/${file}`;
  if (!URL.canParse(ref, base)) return undefined;
  const { protocol, pathname, hash } = new URL(ref, base);
  if (protocol !== 'contract:') return undefined;
  try {
    return { file: decodeURIComponent(pathname.slice(1)), fragment: decodeURIComponent(hash.slice(1)) };
  } catch {
    return undefined;
  }
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
