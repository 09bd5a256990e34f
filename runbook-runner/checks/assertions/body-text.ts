// Reads a response body as text in the encoding that its content type names (RFC 9110 §8.3.2), UTF-8 without one.
import type { Answer } from './assertion.ts';
import { headerValue } from './headers.ts';

export type TextBody =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: 'unknown-charset' | 'invalid-encoding';
      readonly detail: string;
    };

function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
}

/** A decoder that refuses what it cannot read; undefined for an encoding that nobody knows. */
function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}

export function textBody({ body, headers }: Answer['response']): TextBody {
  const charset = charsetOf(headerValue(headers, 'content-type') ?? '');
  const decoder = decoderOf(charset);
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
