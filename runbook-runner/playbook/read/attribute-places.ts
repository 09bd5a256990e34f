// Finds where the attributes of an opening tag stand, which the compiler does not tell.

const TOKEN = /([A-Za-z_][\w:.-]*)(\s*=\s*(?:"[^"]*"|'[^']*'|(\{)))?|[{}>]/g;

/** Offset past a brace and everything that it holds. */
function skipBraces(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** Offset of each attribute's value (past its quote) by name, for the tag whose `<` is at `start`. */
export function attributePlaces(text: string, start: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const name = /^<\s*[\w.:-]*/.exec(text.slice(start, start + 200));
  TOKEN.lastIndex = start + (name?.[0].length ?? 1);
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [whole, attribute, assigned, brace] = token;
    if (whole === '>') break;
    const end = token.index + whole.length;
    if (whole === '{' || brace !== undefined) TOKEN.lastIndex = skipBraces(text, end - 1);
    if (attribute === undefined) continue;
    if (assigned === undefined) places.set(attribute, token.index);
    else if (brace !== undefined) places.set(attribute, end - 1);
    else places.set(attribute, token.index + whole.search(/["']/) + 1);
  }
  return places;
}
