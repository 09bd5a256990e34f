// Text from elsewhere, made safe for a terminal: nothing in it is obeyed, and it stays on its line.
const LONGEST = 200;

/** Text of an upstream without the control characters that a terminal would obey, and without halves of a pair. */
export function clean(text: string): string {
  return [...text.toWellFormed()].map((character) => (isControl(character) ? '\ufffd' : character)).join('');
}

/** A value on one line, cut when it is long. */
export function shown(value: unknown): string {
  const text = clean(JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A local date and time for people, to the second: `2026-11-22 18:02:11`. */
export function localTime(rfc3339: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  return parts.format(Date.parse(rfc3339));
}

/** C0 and C1 controls, and the marks that turn the direction of text around (Unicode UAX #9). */
function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    code < 32 ||
    (code >= 127 && code < 160) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}
