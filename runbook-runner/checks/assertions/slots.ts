// Finds the {name} slots of declared texts: what fills them comes from parameters, and from what was captured.

export const SLOT = /\{([a-z0-9]+(?:-[a-z0-9]+)*)\}/g;

/** Names of the slots in a text. */
export function slotsIn(text: string): string[] {
  return [...text.matchAll(SLOT)].map((match) => match[1] ?? '');
}

/** Names of the slots anywhere in a JSON value. */
export function slotsInJson(value: unknown): string[] {
  if (typeof value === 'string') return slotsIn(value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(slotsInJson);
}
