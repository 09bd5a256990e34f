// Walks the `$ref`s of a contract from a place on: where each stands, and where it leads.
import { namesOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import { DATA, type Keys, NAMES, own, type Tree, tree, valueAt } from './json-tree.ts';

export interface Reference {
  /** Path in `src/content` of the file that it stands in, and the keys to the `$ref` itself. */
  readonly file: string;
  readonly keys: Keys;
  readonly ref: string;
  /** Undefined for an address outside of the playbook. */
  readonly place: Place | undefined;
}

export type Documents = ReadonlyMap<string, unknown>;

/** An object of a contract, and where it stands. */
interface Node {
  readonly file: string;
  readonly keys: Keys;
  readonly node: Tree;
}

function* nodesIn(value: unknown, file: string, keys: Keys): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  const node = tree(value);
  if (node) yield { file, keys, node };
  for (const [key, inner] of Object.entries(value)) {
    const named = NAMES.has(String(keys.at(-1)));
    if (named || !DATA.has(key)) yield* nodesIn(inner, file, [...keys, key]);
  }
}

function referenceOf({ file, keys, node }: Node): Reference | undefined {
  const ref = own(node, '$ref');
  if (typeof ref !== 'string') return undefined;
  return { file, keys: [...keys, '$ref'], ref, place: placeOf(ref, file) };
}

/** What in a mapping is an address, and not the name of a schema. */
const ADDRESS = /[#/]|\.(ya?ml|json)$/;

/** Where the mapping of a schema's discriminator leads by addresses. */
export function mappedBy(
  schema: Tree | undefined,
  file: string,
): { name: string; ref: string; place: Place }[] {
  const mapping = tree(own(tree(own(schema, 'discriminator')), 'mapping'));
  return Object.entries(mapping ?? {}).flatMap(([name, ref]) => {
    const place = typeof ref === 'string' && ADDRESS.test(ref) ? placeOf(ref, file) : undefined;
    return place ? [{ name, ref: String(ref), place }] : [];
  });
}

const SCHEMAS = '/components/schemas';

/** What a discriminator maps to no schema: neither the name of one, nor an address. */
export interface LostMapping {
  readonly file: string;
  readonly keys: Keys;
  readonly to: string;
  /** The schemas that it could name. */
  readonly names: readonly string[];
}

/** `root`: the document in which names of schemas count, beside those of the file at hand. */
function lostOf({ file, keys, node }: Node, root: string, documents: Documents): LostMapping[] {
  const discriminator = tree(own(node, 'discriminator'));
  if (typeof own(discriminator, 'propertyName') !== 'string') return [];
  const named = (one: string) => Object.keys(tree(valueAt(documents.get(one), SCHEMAS)) ?? {});
  const names = [...new Set([...named(root), ...named(file)])];
  const leads = (to: string) => {
    const place = placeOf(to, file);
    return names.includes(to) || (place !== undefined && leadsSomewhere(place, documents));
  };
  const mapping = Object.entries(tree(own(discriminator, 'mapping')) ?? {});
  const mapped = mapping.map(([name, to]) => [['mapping', name], to] as const);
  return [...mapped, [['defaultMapping'], own(discriminator, 'defaultMapping')] as const].flatMap(
    ([at, to]) =>
      typeof to === 'string' && !leads(to)
        ? [{ file, keys: [...keys, 'discriminator', ...at], to, names }]
        : [],
  );
}

/** Every mapping to no schema that can be reached from a place; the keyword is of OpenAPI. */
export const lostMappingsFrom = (file: string, pointer: string, documents: Documents): LostMapping[] =>
  own(tree(documents.get(file)), 'openapi') === undefined
    ? []
    : [...nodesFrom(file, pointer, documents)].flatMap((node) => lostOf(node, file, documents));

/** What is mapped to nothing is no reference. */
const mappedOf = ({ file, keys, node }: Node, documents: Documents): Reference[] =>
  mappedBy(node, file)
    .filter(({ place }) => leadsSomewhere(place, documents))
    .map(({ name, ...one }) => ({ ...one, file, keys: [...keys, 'discriminator', 'mapping', name] }));

const referencesOf = (node: Node, documents: Documents): Reference[] => {
  const reference = referenceOf(node);
  return [...(reference ? [reference] : []), ...mappedOf(node, documents)];
};

/** Whether a value stands at the place; an anchor or a schema with an `$id` of its own is left to the validator. */
export function leadsSomewhere({ file, fragment }: Place, documents: Documents): boolean {
  if (!documents.has(file)) return false;
  if (fragment !== '' && !fragment.startsWith('/')) return true;
  return valueAt(documents.get(file), fragment) !== undefined;
}

/** Every object that can be reached from a place, each once, in the order found. */
export function* nodesFrom(file: string, pointer: string, documents: Documents): Generator<Node> {
  const visited = new Set<string>();
  const waiting: Place[] = [{ file, fragment: pointer }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const key = `${place.file}#${place.fragment}`;
    if (visited.has(key)) continue;
    visited.add(key);
    const value = valueAt(documents.get(place.file), place.fragment);
    for (const node of nodesIn(value, place.file, namesOf(place.fragment))) {
      yield node;
      for (const { place: leads } of referencesOf(node, documents)) {
        if (leads && leadsSomewhere(leads, documents)) waiting.push(leads);
      }
    }
  }
}

/** Every reference that can be reached from a place, in the order found. */
export const referencesFrom = (file: string, pointer: string, documents: Documents): Reference[] =>
  [...nodesFrom(file, pointer, documents)].flatMap((node) => referencesOf(node, documents));

/** An expression of a schema, and the keys to it. */
interface Expression {
  readonly file: string;
  readonly keys: Keys;
  readonly source: string;
}

/** Every regular expression that can be reached from a place: of `pattern`, and of names under `patternProperties`. */
export const expressionsFrom = (file: string, pointer: string, documents: Documents): Expression[] =>
  [...nodesFrom(file, pointer, documents)].flatMap(({ file, keys, node }) => {
    const { pattern } = node;
    const names = Object.keys(tree(own(node, 'patternProperties')) ?? {});
    return [
      ...(typeof pattern === 'string' ? [{ file, keys: [...keys, 'pattern'], source: pattern }] : []),
      ...names.map((name) => ({ file, keys: [...keys, 'patternProperties', name], source: name })),
    ];
  });

/** Files that a document refers to, itself left out, however deep. */
export function filesBehind(file: string, documents: Documents): string[] {
  const files = referencesFrom(file, '', documents).flatMap(({ place }) => place?.file ?? []);
  return [...new Set(files)].filter((one) => one !== file && documents.has(one));
}

const LISTS = ['allOf', 'anyOf', 'oneOf'];
const SINGLE = ['not', 'if', 'then', 'else'];

/** Schemas inside of another one that look at the very same value. */
function partsOf(schema: unknown, { file, fragment }: Place): Place[] {
  const lists = LISTS.flatMap((key) => {
    const list = own(tree(schema), key);
    return Array.isArray(list) ? list.map((_, index) => `${key}/${index}`) : [];
  });
  return [...lists, ...SINGLE].map((key) => ({ file, fragment: `${fragment}/${key}` }));
}

/** References that lead back to where they stand without going on in the value: to follow them never ends. */
export function circlesFrom(file: string, pointer: string, documents: Documents): Reference[] {
  const found: Reference[] = [];
  const done = new Set<string>();
  const walk = (place: Place, way: ReadonlySet<string>): void => {
    const key = `${place.file}#${place.fragment}`;
    // Where an anchor stands is left to the validator.
    if (done.has(key) || /^[^/]/.test(place.fragment)) return;
    done.add(key);
    const schema = tree(valueAt(documents.get(place.file), place.fragment));
    if (!schema) return;
    const ahead = new Set([...way, key]);
    for (const part of partsOf(schema, place)) walk(part, ahead);
    const ref = own(schema, '$ref');
    const target = typeof ref === 'string' ? placeOf(ref, place.file) : undefined;
    if (typeof ref !== 'string' || !target) return;
    if (!ahead.has(`${target.file}#${target.fragment}`)) walk(target, ahead);
    else found.push({ file: place.file, keys: [...namesOf(place.fragment), '$ref'], ref, place: target });
  };
  const targets = referencesFrom(file, pointer, documents).flatMap(({ place }) => place ?? []);
  for (const place of [{ file, fragment: pointer }, ...targets]) walk(place, new Set());
  return found;
}
