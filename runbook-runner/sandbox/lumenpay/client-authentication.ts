// Owns how a client authenticates itself: HTTP Basic with form-encoded parts, or the form (RFC 6749 §2.3.1).
import type { Client } from './clients.ts';

/** Undoes the form encoding that is asked for inside Basic; undefined when it is malformed. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

export function clientFrom(authorization: string | undefined, form?: URLSearchParams): Client | undefined {
  const basic = authorization?.match(/^Basic ([A-Za-z0-9+/=]+)$/i)?.[1];
  if (basic === undefined) {
    const [id, secret] = [form?.get('client_id') ?? null, form?.get('client_secret') ?? null];
    return id === null || secret === null ? undefined : { id, secret };
  }
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const [decodedId, decodedSecret] = [formDecode(id), formDecode(rest.join(':'))];
  if (decodedId === undefined || decodedSecret === undefined) return undefined;
  return { id: decodedId, secret: decodedSecret };
}
