// Walks the `$ref`s of a contract from a place on: where each stands, and where it leads.
import { namesOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import { DATA, type Keys, NAMES, own, tree, valueAt } from './json-tree.ts';

export interface Reference {
  /** Path in `src/content` of the file that it stands in, and the keys to the `$ref` itself. */
  readonly file: string;
  readonly keys: Keys;
  readonly ref: string;
  /** Undefined for an address outside of the playbook. */
  readonly place: Place | undefined;
}

export type Documents = ReadonlyMap<string, unknown>;

function* refsIn(value: unknown, file: string, keys: Keys): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return;
  const ref = own(tree(value), '$ref');
  if (typeof ref === 'string') yield { file, keys: [...keys, '$ref'], ref, place: placeOf(ref, file) };
  for (const [key, inner] of Object.entries(value)) {
    const named = NAMES.has(String(keys.at(-1)));
    if (named || !DATA.has(key)) yield* refsIn(inner, file, [...keys, key]);
  }
}

/** Whether a value stands at the place; an anchor or a schema with an `$id` of its own is left to the validator. */
export function leadsSomewhere({ file, fragment }: Place, documents: Documents): boolean {
  if (!documents.has(file)) return false;
  if (fragment !== '' && !fragment.startsWith('/')) return true;
  return valueAt(documents.get(file), fragment) !== undefined;
}

/** Every reference that can be reached from a place, each once, in the order found. */
export function referencesFrom(file: string, pointer: string, documents: Documents): Reference[] {
  const found: Reference[] = [];
  const visited = new Set<string>();
  const waiting: Place[] = [{ file, fragment: pointer }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const key = `${place.file}#${place.fragment}`;
    if (visited.has(key)) continue;
    visited.add(key);
    const value = valueAt(documents.get(place.file), place.fragment);
    for (const reference of refsIn(value, place.file, namesOf(place.fragment))) {
      found.push(reference);
      if (reference.place && leadsSomewhere(reference.place, documents)) waiting.push(reference.place);
    }
  }
  return found;
}

/** Files that a document refers to, itself left out, however deep. */
export function filesBehind(file: string, documents: Documents): string[] {
  const files = referencesFrom(file, '', documents).flatMap(({ place }) => place?.file ?? []);
  return [...new Set(files)].filter((one) => one !== file && documents.has(one));
}
