// Takes out of a text what differs from run to run: positions in lists, identifiers, timestamps. Pure.

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** ISO 8601 and RFC 3339: a date, with a time or without. */
const TIMESTAMP = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g;
const WORD = /[A-Za-z0-9]+/g;

/** Several words written as one, each with a capital: `shippingAddressLine2`. */
const NAME = /^[A-Za-z][a-z]+\d{0,4}(?:[A-Z][a-z]{2,}\d{0,4})+$/;

/** Whether a word was made by a machine for one thing alone; `p95`, `sha256` and `oauth2` are names. */
function isMade(word: string): boolean {
  const digits = word.replace(/\D/g, '').length;
  if (digits === 0 || NAME.test(word)) return false;
  if (word.length >= 16) return true;
  return word.length >= 8 && (digits >= 4 || /^[0-9a-f]+$/i.test(word));
}

/** The text with `*` for each identifier and timestamp in it. */
export function withoutIds(text: string): string {
  return text
    .replace(UUID, '*')
    .replace(TIMESTAMP, '*')
    .replace(WORD, (word) => (isMade(word) ? '*' : word));
}

/** Positions in a normalized RFC 9535 path, and members that are no more than an identifier: `[3]` and `[7]` are one place. */
export const anyPosition = (path: string): string => path.replace(/\[(?:\d+|'\d+'|'\*')\]/g, '[*]');

/** The place of a difference, the same in each run. */
export const stablePlace = (where: string): string => anyPosition(withoutIds(where));
