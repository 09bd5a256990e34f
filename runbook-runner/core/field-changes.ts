// Two plain values compared leaf by leaf: what a person reads before they agree to a change.

export interface FieldChange {
  /** `what.probe.request.path`; an element of a list by its index. */
  readonly field: string;
  /** Undefined when the field is new. */
  readonly before: unknown;
  /** Undefined when the field is gone. */
  readonly after: unknown;
}

/** Every leaf by its path, in order; an empty object or list is a leaf too. */
export function leavesOf(value: unknown, path = ''): readonly (readonly [path: string, leaf: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, one]) => leavesOf(one, path === '' ? key : `${path}.${key}`));
}

export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, now] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}
