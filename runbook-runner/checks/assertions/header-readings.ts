// What a header field can mean: as JSON, or in the style `simple`, which tells no type (OpenAPI 3.1 §4.8.12.3).

import { namesOf } from '../../ports/json-pointer.ts';
import type { SchemaError } from './differences.ts';
import { type Tree, tree } from './json-tree.ts';

const JSON_SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

const scalarOf = (text: string): unknown => (JSON_SCALAR.test(text) ? JSON.parse(text) : text);

const partsOf = (text: string): string[] => text.split(',').map((one) => one.trim());

/** Names and their texts, where a field is written as an object: `a=1,b=2` by `explode`, else `a,1,b,2`. */
export function objectIn(text: string, explode: boolean): Map<string, string> | undefined {
  const parts = partsOf(text);
  if (explode) {
    const pairs = parts.map((one) => /^([^=]+)=(.*)$/.exec(one));
    return pairs.includes(null)
      ? undefined
      : new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
  }
  if (parts.length % 2 === 1) return undefined;
  const pairs = parts.flatMap((one, index) =>
    index % 2 === 0 ? [[one, parts[index + 1] ?? ''] as const] : [],
  );
  return new Map(pairs);
}

/** A field that is declared as JSON; the text itself where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A scalar, a text, a list of either, and an object where it can be one. */
export function readings(text: string, members: ReadonlyMap<string, string> | undefined): unknown[] {
  const list = partsOf(text);
  const scalars = [...(members ?? [])].map(([name, one]) => [name, scalarOf(one)] as const);
  return [scalarOf(text), text, list.map(scalarOf), list, ...(members ? [Object.fromEntries(scalars)] : [])];
}

/** The object once more, in which those that do not fit as what they look like are texts; none where that is the same. */
export function withTexts(
  value: unknown,
  members: ReadonlyMap<string, string>,
  errors: readonly SchemaError[],
): Tree[] {
  const another = errors.filter(({ keyword }) => ['type', 'enum', 'const'].includes(keyword));
  const wrong = new Set(another.map(({ instancePath }) => namesOf(instancePath)[0]));
  const entries = Object.entries(tree(value) ?? {});
  const retold = entries.map(([name, one]) => [name, wrong.has(name) ? members.get(name) : one] as const);
  return entries.some(([, one], index) => one !== retold[index]?.[1]) ? [Object.fromEntries(retold)] : [];
}
