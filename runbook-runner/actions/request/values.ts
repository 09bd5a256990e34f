// Settings as JSON: what a merge patch (RFC 7396) changes in them, and the patch that puts it back. Pure.
import { isDeepStrictEqual } from 'node:util';
import { escapeName, namesOf } from '../../ports/json-pointer.ts';
import { mergePatch } from '../../ports/merge-patch.ts';
import type { ValueChange } from '../kind.ts';

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, name: string): unknown =>
  isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Members that are null are left out: a merge patch cannot tell them from members that are not there. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isMap(value)) return value ?? undefined;
  const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNull(member)]));
}

export const sameValue = (left: unknown, right: unknown): boolean =>
  isDeepStrictEqual(withoutNull(left), withoutNull(right));

/** Each value that the patch replaces, as high up as something was missing; what stays the same is left out. */
export function changesOf(current: unknown, patch: unknown, path = ''): ValueChange[] {
  if (isMap(patch) && isMap(current)) {
    return Object.entries(patch).flatMap(([name, value]) =>
      changesOf(fieldOf(current, name), value, `${path}/${escapeName(name)}`),
    );
  }
  const to = patch === null ? undefined : mergePatch(undefined, patch);
  return sameValue(current, to) ? [] : [{ path, from: current, to }];
}

export const valueAt = (settings: unknown, pointer: string): unknown =>
  namesOf(pointer).reduce(fieldOf, settings);

/** The merge patch that sets each change's `from` again. */
export function patchBack(changes: readonly ValueChange[]): unknown {
  let patch: unknown = {};
  for (const { path, from } of changes) {
    const nested = namesOf(path).reduceRight<unknown>((inner, name) => ({ [name]: inner }), from ?? null);
    patch = joined(patch, nested);
  }
  return patch;
}

/** Two patches in one; unlike a merge, null stays. */
function joined(left: unknown, right: unknown): unknown {
  if (!isMap(left) || !isMap(right)) return right;
  const both = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    both.set(name, both.has(name) ? joined(both.get(name), value) : value);
  }
  return Object.fromEntries(both);
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** `/fallback/mode: "off" -> "cached"`. */
export const inWords = ({ path, from, to }: ValueChange): string =>
  `${path || '/'}: ${shown(from)} -> ${shown(to)}`;

/** Values that are neither as they were left nor as they were before: someone else has set them since. */
export function foreign(settings: unknown, changes: readonly ValueChange[]): string[] {
  return changes.flatMap(({ path, from, to }) => {
    const now = valueAt(settings, path);
    if (sameValue(now, to) || sameValue(now, from)) return [];
    return [`${path} is ${shown(now)}; the action had set ${shown(to)} in place of ${shown(from)}`];
  });
}

/** The changes that still stand, turned round. */
export const standing = (settings: unknown, changes: readonly ValueChange[]): ValueChange[] =>
  changes
    .filter(({ path, to }) => sameValue(valueAt(settings, path), to))
    .map(({ path, from, to }) => ({ path, from: to, to: from }));

/** What each of the paths holds, in a sentence. */
export const stateOf = (settings: unknown, changes: readonly ValueChange[]): string =>
  changes.length === 0
    ? 'Nothing was changed.'
    : `Now ${changes.map(({ path }) => `${path} is ${shown(valueAt(settings, path))}`).join(', ')}.`;
