// The canonical form of what can run, and its digest: the same for every way to write the same thing.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A duration counts by its length, however it was written: `400ms` is `0.4s`. */
function isDuration(value: object): value is { readonly ms: number } {
  const keys = Object.keys(value);
  return keys.length === 2 && 'text' in value && 'ms' in value && typeof value.ms === 'number';
}

/** The value as its digest sees it: durations in milliseconds, nothing undefined. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  if (isDuration(value)) return value.ms;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, canonical(one)]),
  );
}

/** `sha256-` and the base64url of the SHA-256 over the RFC 8785 form of a JSON value. */
export function digest(value: unknown): string {
  return `sha256-${createHash('sha256')
    .update(canonicalize(canonical(value)) ?? '')
    .digest('base64url')}`;
}

/** The value without the keys that only people read. */
export function without<Value extends object>(
  value: Value,
  ...keys: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
