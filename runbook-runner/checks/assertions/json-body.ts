// Reads a response body as JSON (RFC 8259), once, and says precisely why when it is none.
import { charsetOf } from './body-text.ts';
import { type Fields, headerValue } from './headers.ts';
import { repeatedKey } from './json-keys.ts';
import { preview } from './result.ts';

export interface NoJson {
  readonly ok: false;
  readonly code: 'not-json' | 'empty-body' | 'invalid-encoding' | 'too-deep' | 'duplicate-key';
  readonly detail: string;
}

export type JsonBody = { readonly ok: true; readonly value: unknown } | NoJson;

const JSON_TYPE = /^(application|text)\/(?:[\w.+-]*\+)?json\s*(;|$)/i;

/** Whether a media type promises JSON: `application/json`, `application/problem+json`, … */
export const isJsonType = (type: string): boolean => JSON_TYPE.test(type.trim());

/** Why a body is no JSON, with what its sender says that it is. */
export function whyNoJson({ detail }: NoJson, headers: Fields): string {
  const type = headerValue(headers, 'content-type') ?? '';
  if (isJsonType(type)) {
    const charset = charsetOf(type).slice(0, 40);
    if (/^utf-?8$/i.test(charset)) return detail;
    return `${detail} Its content type names the encoding ${charset}, and JSON is UTF-8 (RFC 8259 §8.1).`;
  }
  return `${detail} ${type === '' ? 'It has no content type.' : `Its content type is ${type.slice(0, 100)}.`}`;
}

/** Deeper nesting is refused: what walks the value recursively could run out of stack. */
const MAX_DEPTH = 256;

/** Made once; each body is decoded whole, so nothing of one is left for the next. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body that was read last: the assertions about one answer ask for it one after the other. */
let last: { readonly body: Uint8Array; readonly read: JsonBody } | undefined;

export function jsonBody(body: Uint8Array): JsonBody {
  if (last?.body !== body) last = { body, read: parse(body) };
  return last.read;
}

function parse(body: Uint8Array): JsonBody {
  if (body.byteLength === 0) return { ok: false, code: 'empty-body', detail: 'The body is empty.' };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { ok: false, code: 'invalid-encoding', detail: 'The body is not valid UTF-8.' };
  }
  if (mayBeDeep(text) && depth(text) > MAX_DEPTH) {
    const detail = `The body is nested deeper than ${MAX_DEPTH} levels.`;
    return { ok: false, code: 'too-deep', detail };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, code: 'not-json', detail: `The body is not JSON: ${why.slice(0, 160)}.` };
  }
  if (MAY_BE_ENDLESS.test(text) && isEndless(value)) {
    const detail = 'The body is not JSON that can be read: a number is larger than any that is kept.';
    return { ok: false, code: 'not-json', detail };
  }
  const key = repeatedKey(text, value);
  if (key === undefined) return { ok: true, value };
  const detail = `The key ${preview(key)} stands twice in one object, and readers differ in which of its values they take.`;
  return { ok: false, code: 'duplicate-key', detail };
}

/** What a number has that is read as infinite; digits within quotes may look so too. */
const MAY_BE_ENDLESS = /\d[eE]\+?\d{3}|(?<!\d)\d{200}/;

function isEndless(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(isEndless);
}

/** Few opening brackets cannot be nested deeply, and are counted sooner than text is read through. */
function mayBeDeep(text: string): boolean {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAX_DEPTH) return true;
    }
  }
  return false;
}

/** Greatest nesting of a JSON text; brackets inside strings don't count. */
function depth(text: string): number {
  let deepest = 0;
  let level = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (quoted) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++level);
    else if (code === 0x7d || code === 0x5d) level -= 1;
  }
  return deepest;
}
