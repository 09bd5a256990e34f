// What requests alone carry may be required in those (OpenAPI 3.0.3 §4.7.24.2), and is not missing in an answer.

import { namesOf } from '../../ports/json-pointer.ts';
import type { Place } from '../../ports/json-reference.ts';
import type { SchemaError } from './differences.ts';
import { own, type Tree, tree } from './json-tree.ts';
import { type Places, partsOf } from './schema-places.ts';

/** The schemas of a `oneOf` and of an `anyOf`, each list by itself. */
const choicesOf = (part: Tree): (Tree | undefined)[][] =>
  ['oneOf', 'anyOf'].flatMap((key) => {
    const list = own(part, key);
    return Array.isArray(list) && list.length > 0 ? [list.map((one) => tree(one))] : [];
  });

/** Whether a part of a schema says it, or each branch of a choice in it. A circle says nothing. */
function isUnsent(property: Tree | undefined, places: Places, seen = new Set<Tree>()): boolean {
  for (const part of partsOf(property, places)) {
    if (own(part, 'writeOnly') === true) return true;
    if (seen.has(part)) continue;
    seen.add(part);
    const choices = choicesOf(part);
    if (choices.some((branches) => branches.every((one) => isUnsent(one, places, seen)))) return true;
  }
  return false;
}

/** Whether requests alone carry the property; undefined where the schema does not declare it. */
function declared(schema: Tree, name: string, places: Places, seen = new Set<Tree>()): boolean | undefined {
  let found: boolean | undefined;
  for (const part of partsOf(schema, places)) {
    if (seen.has(part)) continue;
    seen.add(part);
    const property = tree(own(tree(own(part, 'properties')), name));
    const choices = choicesOf(part).map((branches) => {
      const told = branches.map((one) => one && declared(one, name, places, seen));
      const said = told.filter((one) => one !== undefined);
      return said.length === 0 ? undefined : said.every(Boolean);
    });
    const all = [property && isUnsent(property, places), ...choices];
    if (all.includes(true)) return true;
    if (all.includes(false)) found = false;
  }
  return found;
}

/** Whether a schema declares the property as one that requests alone carry, in each branch that declares it. */
export const isWriteOnly = (schema: Tree, name: string, places: Places): boolean =>
  declared(schema, name, places) === true;

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

const REQUIRING = ['required', 'dependentRequired'];

/**
 * Without what is missing by one part of a schema where another part says that requests alone carry it. `base` is the
 * place of the value that is held to the schema.
 */
export function withoutUnsent(
  errors: readonly SchemaError[],
  place: Place,
  places: Places,
  base = '',
): readonly SchemaError[] {
  const left = errors.filter(({ keyword, instancePath, params: { missingProperty } }) => {
    if (!REQUIRING.includes(keyword)) return true;
    const held = schemasAt(places.at(place), instancePath.slice(base.length), places);
    return !held.some((schema) => isWriteOnly(schema, String(missingProperty), places));
  });
  // An `if` is told for what it leads to, and not by itself.
  return left.length < errors.length && left.every(({ keyword }) => keyword === 'if') ? [] : left;
}
