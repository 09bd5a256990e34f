// Owns how two configurations are told apart: each difference as pointer, from and to.
import { escapeName } from '../../ports/json-pointer.ts';

export interface Change {
  /** JSON pointer (RFC 6901) into the configuration. */
  readonly path: string;
  /** Null where there was nothing. */
  readonly from: unknown;
  readonly to: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is different, down to single values; lists are compared whole. */
export function changesBetween(from: unknown, to: unknown, path = ''): readonly Change[] {
  if (isObject(from) && isObject(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) => changesBetween(from[name], to[name], `${path}/${escapeName(name)}`));
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ path, from: from ?? null, to: to ?? null }];
}

/** One line a change: `/throttle/requestsPerSecond: null -> 5`. */
export const inWords = (changes: readonly Change[]): string =>
  changes
    .map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`)
    .join(', ') || 'no difference';
