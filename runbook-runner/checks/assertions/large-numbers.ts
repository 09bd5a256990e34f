// Whole numbers beyond 2^53, of which several are one number here: where a contract names one, an answer that has it
// may have its neighbour.

import { pointerOf } from '../../ports/json-pointer.ts';
import type { Source } from './contract-source.ts';
import { pathOfPointer } from './json-path.ts';
import { NAMES } from './json-tree.ts';
import { isLarge } from './multiple-of.ts';

/** Keywords that name the numbers themselves; a bound is told where it is held to. */
const NAMING = new Set(['const', 'enum']);

function note(value: unknown, within: string, isNamed: boolean, into: Set<number>): void {
  if (isNamed && isLarge(value)) into.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const naming = isNamed || (NAMING.has(key) && !NAMES.has(within));
    note(inner, key, naming, into);
  }
}

const known = new WeakMap<object, ReadonlySet<number>>();

/** Large numbers that a contract names; the whole of it is walked through, once. */
export function namedIn({ document, others }: Source): ReadonlySet<number> {
  const before = known.get(document);
  if (before) return before;
  const named = new Set<number>();
  for (const one of [document, ...others().values()]) note(one, '', false, named);
  known.set(document, named);
  return named;
}

function* find(value: unknown, named: ReadonlySet<number>, pointer: string): Generator<string> {
  if (isLarge(value) && named.has(value)) yield pointer;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* find(inner, named, pointer + pointerOf([key]));
}

/** The first place of the value at which such a number stands, which nobody can tell from its neighbours. */
export function uncertainNumber(source: Source, value: unknown): string | undefined {
  const named = namedIn(source);
  if (named.size === 0) return undefined;
  const [found] = find(value, named, '');
  return found === undefined ? undefined : pathOfPointer(value, found);
}
