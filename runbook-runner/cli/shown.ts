// Text from elsewhere, made safe for a terminal or a Markdown table: nothing in it is obeyed, and it stays on its line.
const LONGEST = 200;

/** Text of an upstream without the control characters that a terminal would obey, and without halves of a pair. */
export function clean(text: string): string {
  return [...text.toWellFormed()].map((character) => (isControl(character) ? '\ufffd' : character)).join('');
}

/**
 * Text in a cell of a Markdown table: no character of it is markup, none ends the cell or the row. GitHub makes formulas
 * of what stands between dollars, and a link of what begins with `www.`.
 */
export const cell = (text: string): string =>
  clean(text).replace(/[\\`*_{}[\]<>()#+!|~&@:$-]|(?<=www)\./gi, (one) => `&#${one.charCodeAt(0)};`);

const ESCAPE = String.fromCharCode(27);
/** The colors that this program sets, as `styleText` writes them. */
const COLOR = new RegExp(`(${ESCAPE}\\[(?:[0124]|2[24]|3\\d|9\\d)m)`);

/** Lines as a terminal may get them: whoever wrote a text in them, nothing is obeyed but our own colors. */
export function harmless(lines: string): string {
  if (!/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(lines)) return lines;
  return lines
    .split(COLOR)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .split(/([\n\t])/)
            .map(cleanUnlessSpace)
            .join(''),
    )
    .join('');
}

const cleanUnlessSpace = (part: string) => (part === '\n' || part === '\t' ? part : clean(part));

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
