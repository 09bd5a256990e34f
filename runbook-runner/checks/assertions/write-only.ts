// What requests alone carry may be required in those (OpenAPI 3.0.3 §4.7.24.2), and is not missing in an answer.

import { namesOf } from '../../ports/json-pointer.ts';
import type { Place } from '../../ports/json-reference.ts';
import type { SchemaError } from './differences.ts';
import { own, type Tree, tree } from './json-tree.ts';
import { type Places, partsOf } from './schema-places.ts';

/** Whether a schema declares the property as one that requests alone carry. */
export function isWriteOnly(schema: Tree, name: string, places: Places): boolean {
  for (const part of partsOf(schema, places)) {
    const property = tree(own(tree(own(part, 'properties')), name));
    for (const one of partsOf(property, places)) if (own(one, 'writeOnly') === true) return true;
  }
  return false;
}

/** The schemas that a part of a schema holds its member to: a property, or an item. */
function membersOf(part: Tree, name: string): Tree[] {
  const listed = own(part, 'prefixItems');
  const named = [own(tree(own(part, 'properties')), name), Array.isArray(listed) && listed[Number(name)]];
  const members = named.some(Boolean) ? named : [own(part, 'items'), own(part, 'additionalProperties')];
  return members.map((one) => tree(one)).filter((one) => one !== undefined);
}

/** The schemas that a place of a value is held to, from the schema of the whole value on. */
function schemasAt(schema: Tree | undefined, instancePath: string, places: Places): Tree[] {
  let held = schema ? [schema] : [];
  for (const name of namesOf(instancePath)) {
    held = held.flatMap((one) => [...partsOf(one, places)].flatMap((part) => membersOf(part, name)));
  }
  return held;
}

/** Without what is missing by one part of an `allOf` where another part says that requests alone carry it. */
export function withoutUnsent(
  errors: readonly SchemaError[],
  place: Place,
  places: Places,
): readonly SchemaError[] {
  const left = errors.filter(({ keyword, instancePath, params: { missingProperty } }) => {
    if (keyword !== 'required') return true;
    const held = schemasAt(places.at(place), instancePath, places);
    return !held.some((schema) => isWriteOnly(schema, String(missingProperty), places));
  });
  // An `if` is told for what it leads to, and not by itself.
  return left.length < errors.length && left.every(({ keyword }) => keyword === 'if') ? [] : left;
}
