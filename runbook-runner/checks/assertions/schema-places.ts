// Where each schema of a contract stands, by the object that it is, and what its reference leads to.

import { escapeName } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import type { Source } from './contract-source.ts';
import { own, type Tree, tree, valueAt } from './json-tree.ts';

export interface Places {
  of(schema: object): Place | undefined;
  /** The schema that stands at a place. */
  at(place: Place): Tree | undefined;
  /** What the `$ref` of a schema leads to; undefined without one, and where it leads to no schema. */
  behind(schema: Tree): Tree | undefined;
}

function note(value: unknown, { file, fragment }: Place, into: Map<object, Place>): void {
  if (typeof value !== 'object' || value === null || into.has(value)) return;
  into.set(value, { file, fragment });
  for (const [key, inner] of Object.entries(value)) {
    note(inner, { file, fragment: `${fragment}/${escapeName(key)}` }, into);
  }
}

export function createPlaces({ file, document, others }: Source): Places {
  const documents = new Map<string, object>([[file, document], ...others()]);
  let known: Map<object, Place> | undefined;
  const places = () => {
    if (known) return known;
    known = new Map();
    for (const [path, one] of documents) note(one, { file: path, fragment: '' }, known);
    return known;
  };
  // To walk through a whole document costs, and is spared where there is one alone.
  const fileOf = (schema: object) => (documents.size === 1 ? file : places().get(schema)?.file);
  const at = (place: Place) => tree(valueAt(documents.get(place.file), place.fragment));
  return {
    of: (schema) => places().get(schema),
    at,
    behind(schema) {
      const ref = own(schema, '$ref');
      const place = typeof ref === 'string' ? placeOf(ref, fileOf(schema) ?? file) : undefined;
      return place && at(place);
    },
  };
}

/** As deep as schemas are looked through; a circle ends there too. */
const MAX_DEPTH = 8;

/** The schema itself, what it refers to, and the parts that it is made of. */
export function* partsOf(schema: Tree | undefined, places: Places, depth = 0): Generator<Tree> {
  if (!schema || depth > MAX_DEPTH) return;
  yield schema;
  const all = own(schema, 'allOf');
  for (const part of Array.isArray(all) ? all : []) yield* partsOf(tree(part), places, depth + 1);
  yield* partsOf(places.behind(schema), places, depth + 1);
}
