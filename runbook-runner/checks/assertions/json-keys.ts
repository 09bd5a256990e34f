// Finds a key that stands twice in one object of a JSON text. Readers differ in which of its values they take (RFC 8259 §4).

/** Where the string ends that begins at a quotation mark: after its closing one. */
function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at + 1;
}

/** Keys that stand in a JSON text: each is followed by a colon, and no colon stands elsewhere but in strings. */
function countKeys(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at) - 1;
    else if (code === 0x3a) count += 1;
  }
  return count;
}

/** Keys that were kept: of those that stand twice, one. */
function countKept(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return inner.reduce((sum: number, one) => sum + countKept(one), Array.isArray(value) ? 0 : inner.length);
}

function firstRepeated(text: string): string | undefined {
  const around: Set<string>[] = [];
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      last = text.slice(at, end);
      at = end - 1;
    } else if (char === '{' || char === '[') around.push(new Set());
    else if (char === '}' || char === ']') around.pop();
    else if (char === ':') {
      const key: string = JSON.parse(last);
      if (around.at(-1)?.has(key)) return key;
      around.at(-1)?.add(key);
    }
  }
  return undefined;
}

/** The first key of a valid JSON text that stands twice in its object; `value` is what was read from the text. */
export const repeatedKey = (text: string, value: unknown): string | undefined =>
  countKeys(text) === countKept(value) ? undefined : firstRepeated(text);
