// Reads a response body as text in the encoding that its content type names (RFC 9110 §8.3.2), UTF-8 without one.
import type { Answer } from './assertion.ts';
import { type Fields, headerValue } from './headers.ts';

export type TextBody =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: 'unknown-charset' | 'invalid-encoding';
      readonly detail: string;
    };

/** The encoding that a content type names. */
export function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
}

/** Undefined for an encoding that nobody knows; a fatal one refuses what it cannot read. */
function decoderOf(charset: string, fatal: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder();

/** Bytes of a body as evidence, in the encoding that its content type names, UTF-8 where nobody knows that; never refused. */
export function textOf(bytes: Uint8Array, headers: Fields): string {
  const charset = charsetOf(headerValue(headers, 'content-type') ?? '').toLowerCase();
  const decoder = charset === 'utf-8' ? utf8 : (decoderOf(charset, false) ?? utf8);
  return decoder.decode(bytes);
}

export function textBody({ body, headers }: Answer['response']): TextBody {
  const charset = charsetOf(headerValue(headers, 'content-type') ?? '');
  const decoder = decoderOf(charset, true);
  if (!decoder) {
    const detail = `The content type names the encoding "${charset.slice(0, 40)}", which is unknown.`;
    return { ok: false, code: 'unknown-charset', detail };
  }
  try {
    return { ok: true, text: decoder.decode(body) };
  } catch {
    return { ok: false, code: 'invalid-encoding', detail: `The body is not valid ${charset}.` };
  }
}
