// What a request presents to be let in, as one text: the same credential gives the same text.
import type { IncomingHttpHeaders } from 'node:http';

type Part = Readonly<Record<string, unknown>>;

function part(text: string | undefined): Part | undefined {
  try {
    const value: unknown = JSON.parse(String(Buffer.from(text ?? '', 'base64url')));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Header and claims of a JWT that is sent as bearer token, not verified; undefined when none is. */
export function jwtOf({ authorization }: IncomingHttpHeaders): { header: Part; claims: Part } | undefined {
  const [, first, second] = /^bearer ([\w-]+)\.([\w-]+)\.[\w-]*$/i.exec(authorization ?? '') ?? [];
  const [header, claims] = [part(first), part(second)];
  return header && claims && { header, claims };
}

/** A JWT is signed anew for each request: its key is the credential. Undefined without any. */
export function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const jwt = jwtOf(headers);
  if (jwt) return `jwt ${String(jwt.header.kid)} ${String(jwt.claims.iss)}`;
  return headers.authorization ?? headers['x-api-key']?.toString();
}
