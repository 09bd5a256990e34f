// Translates the files that an OpenAPI 3.0 document refers to and that name no version of their own: what leads to a
// place tells whether a schema stands there, or something in which there are some.

import { namesOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import { mappedBy } from './contract-references.ts';
import { own, type Tree, tree, valueAt } from './json-tree.ts';
import { translated, walk } from './openapi-30.ts';

interface Part {
  readonly place: Place;
  readonly isSchema: boolean;
}

function* partsIn(value: unknown, file: string, isSchema: boolean): Generator<Part> {
  if (typeof value !== 'object' || value === null) return;
  for (const { place } of mappedBy(tree(value), file)) yield { place, isSchema: true };
  for (const [key, inner] of Object.entries(value)) {
    const place = key === '$ref' && typeof inner === 'string' ? placeOf(inner, file) : undefined;
    if (place) yield { place, isSchema };
    else yield* partsIn(inner, file, isSchema || key === 'schema' || key === 'schemas');
  }
}

/** The same value with another one at a place. */
function put(value: unknown, [name, ...rest]: readonly string[], what: unknown): unknown {
  if (name === undefined) return what;
  if (Array.isArray(value)) {
    return value.map((one, index) => (String(index) === name ? put(one, rest, what) : one));
  }
  const map = tree(value);
  return { ...map, [name]: put(own(map, name), rest, what) };
}

/** `files` in 2020-12, as far as the document leads into them; pointers into them stay valid. */
export function translateFiles(
  { file, document }: { readonly file: string; readonly document: Tree },
  files: ReadonlyMap<string, Tree>,
): Map<string, Tree> {
  const made: { readonly place: Place; readonly value: unknown }[] = [];
  const seen = new Set<string>();
  const waiting = [...partsIn(document, file, false)];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const { place, isSchema } = part;
    const original = files.get(place.file);
    const key = `${isSchema} ${place.file}#${place.fragment}`;
    if (!original || seen.has(key)) continue;
    seen.add(key);
    const found = valueAt(original, place.fragment);
    const value = isSchema ? translated(found) : walk(found, '');
    made.push({ place, value });
    waiting.push(...partsIn(value, place.file, isSchema));
  }
  // What stands inside of another part is put into what became of that.
  made.sort((a, b) => a.place.fragment.length - b.place.fragment.length);
  const whole = new Map(files);
  for (const { place, value } of made) {
    const before = whole.get(place.file);
    whole.set(place.file, tree(put(before, namesOf(place.fragment), value)) ?? {});
  }
  return whole;
}
