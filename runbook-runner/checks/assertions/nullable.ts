// The keyword `nullable` is of OpenAPI 3.0 alone, where it is translated. The engine knows it in every schema.

import { DATA, NAMES } from './json-tree.ts';

function without(value: unknown, named: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const made = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'nullable' && typeof inner === 'boolean' && !named) {
      changed = true;
      return [];
    }
    const kept = DATA.has(key) && !named ? inner : without(inner, NAMES.has(key) && !named);
    changed ||= kept !== inner;
    return [[key, kept] as const];
  });
  if (!changed) return value;
  return Array.isArray(value) ? made.map(([, one]) => one) : Object.fromEntries(made);
}

/** The document without the keyword, as OpenAPI 3.1 and JSON Schema ignore it; itself where it has none. */
export const withoutNullable = <Document extends object>(document: Document): Document =>
  without(document, false) as Document;
