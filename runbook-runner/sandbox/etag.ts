// Owns entity tags and the conditions on them (RFC 9110 §8.8.3, §13.1); every tag here is a strong one.
const listed = (field: string): string[] => field.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** Whether If-Match holds: strong comparison. */
export const matches = (field: string, tag: string): boolean =>
  field.trim() === '*' || listed(field).includes(tag);

/** Whether If-None-Match names the tag: weak comparison. */
export const alreadyHas = (field: string, tag: string): boolean =>
  field.trim() === '*' || listed(field).some((one) => one.replace(/^W\//, '') === tag);
