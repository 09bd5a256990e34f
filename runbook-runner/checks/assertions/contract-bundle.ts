// Puts a contract in several files into one document, for a program that opens no file but that.

import { placeOf } from '../../ports/json-reference.ts';
import { type Documents, filesBehind } from './contract-references.ts';
import { DATA, NAMES, tree } from './json-tree.ts';

/** An extension, which declares nothing (OpenAPI 3.1 §4.9): what stands in it is only referred to. */
const FILES = 'x-files';

/** The value with each reference to one of these files leading to where that stands in the one document. */
function redirected(
  value: unknown,
  file: string,
  pointers: ReadonlyMap<string, string>,
  within = '',
): unknown {
  if (Array.isArray(value)) return value.map((one) => redirected(one, file, pointers));
  const map = tree(value);
  if (!map) return value;
  const made = Object.entries(map).map(([key, inner]): [string, unknown] => {
    const named = NAMES.has(within);
    if (!named && key === '$ref' && typeof inner === 'string') return [key, refOf(inner, file, pointers)];
    const literal = DATA.has(key) && !named;
    return [key, literal ? inner : redirected(inner, file, pointers, named ? '' : key)];
  });
  return Object.fromEntries(made);
}

function refOf(ref: string, file: string, pointers: ReadonlyMap<string, string>): string {
  const pointer = pointers.get(placeOf(ref, file)?.file ?? '');
  const [, fragment = ''] = ref.split('#');
  return pointer === undefined ? ref : `#${pointer}${fragment}`;
}

/** The document of a file with all that it refers to, as it stands in the playbook; undefined where there is none. */
export function bundled(file: string, documents: Documents): unknown {
  const document = tree(documents.get(file));
  const others = filesBehind(file, documents);
  if (!document || others.length === 0) return documents.get(file);
  const pointers = new Map([[file, ''], ...others.map((one, index) => [one, `/${FILES}/${index}`] as const)]);
  const parts = others.map((one, index) => [index, redirected(documents.get(one), one, pointers)]);
  return {
    ...(redirected(document, file, pointers) as object),
    [FILES]: Object.fromEntries(parts),
  };
}
