// JSON Pointers (RFC 6901): a place in a JSON value, as text and as the names that lead there. Pure.

/** A name as it stands in a pointer. */
export const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

export const pointerOf = (names: readonly (string | number)[]): string =>
  names.map((name) => `/${escapeName(String(name))}`).join('');

/** The names that a pointer leads through; an index of a list stays text, which finds the same place. */
export const namesOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
