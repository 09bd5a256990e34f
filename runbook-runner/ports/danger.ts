// What no value from outside may hold, whatever is declared of it: it could move a request elsewhere or split it.

/** Longest value that a slot takes, in UTF-16 units. */
const MAX_LENGTH = 512;

/** Why a value is refused, as the end of a sentence that begins with its name; undefined for a harmless one. */
export function danger(value: string, maxLength = MAX_LENGTH): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'holds a control character';
  if (!value.isWellFormed()) return 'is not well-formed Unicode';
  if (value.startsWith('@')) return 'starts with @';
  if (value.includes('\\')) return 'holds a backslash';
  if (value.includes('://') || value.startsWith('//')) return 'holds an address';
  if (value.split('/').some((part) => part === '.' || part === '..')) return 'holds a dot segment';
  if (value.length > maxLength) return `is longer than ${maxLength} characters`;
  return undefined;
}
