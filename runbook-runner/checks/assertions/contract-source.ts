// A contract with the files that it refers to, each in the form that answers are held to; follows what leads there.

import { pointerOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import { asAny } from './contract-document.ts';
import { type Documents, filesBehind } from './contract-references.ts';
import { own, type Tree, tree, valueAt } from './json-tree.ts';
import { translateFiles } from './openapi-30-files.ts';

/** A document whose schemas are in 2020-12, by its path in `src/content`. */
export interface Source {
  readonly file: string;
  readonly document: Tree;
  /** Documents that it refers to, by their paths. */
  others(): ReadonlyMap<string, Tree>;
}

const isOwn = (document: unknown): boolean =>
  ['openapi', 'swagger', '$schema'].some((key) => own(tree(document), key) !== undefined);

/** A file without a version of its own is of the dialect of the document that refers to it. */
function readOthers(file: string, document: Tree, contracts: Documents): Map<string, Tree> {
  const files = filesBehind(file, contracts);
  const read = files.flatMap((path) => {
    const made = asAny(contracts.get(path));
    return made.usable ? [[path, made.document] as const] : [];
  });
  if (!String(own(document, 'openapi')).startsWith('3.0')) return new Map(read);
  const parts = files.flatMap((path) => {
    const part = tree(contracts.get(path));
    return part && !isOwn(part) ? [[path, part] as const] : [];
  });
  return new Map([...read, ...translateFiles({ file, document }, new Map(parts))]);
}

const known = new WeakMap<object, Source>();

/** `document` is what was made of the file; `contracts` are all of them, as they stand there. */
export function sourceOf(file: string, document: Tree, contracts: Documents): Source {
  const before = known.get(document);
  if (before) return before;
  let read: Map<string, Tree> | undefined;
  const others = () => {
    read ??= readOthers(file, document, contracts);
    return read;
  };
  const made = { file, document, others };
  known.set(document, made);
  return made;
}

export interface Followed {
  readonly value: Tree | undefined;
  readonly place: Place;
  /** The `$ref` that leads to nothing, or round in a circle. */
  readonly lost?: string;
}

/** The place below another one. */
export const below = ({ file, fragment }: Place, ...names: readonly string[]): Place => ({
  file,
  fragment: fragment + pointerOf(names),
});

function mapAt({ file, document, others }: Source, place: Place): Tree | undefined {
  if (place.fragment !== '' && !place.fragment.startsWith('/')) return undefined;
  return tree(valueAt(place.file === file ? document : others().get(place.file), place.fragment));
}

const MAX_HOPS = 8;

/** Follows `$ref`s, at most a few; returns where it ended. */
export function follow(source: Source, place: Place): Followed {
  let at: Followed = { value: mapAt(source, place), place };
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    const ref = own(at.value, '$ref');
    if (typeof ref !== 'string') return at;
    const next = placeOf(ref, at.place.file);
    const value = next && mapAt(source, next);
    if (!next || !value) return { ...at, lost: ref };
    at = { value, place: next };
  }
  return { ...at, lost: String(own(at.value, '$ref')) };
}
