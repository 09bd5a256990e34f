// Owns how the proxy passes on who its client is: the Client-Cert field (RFC 9440), which no client may set itself.
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Name in the certificate by which an upstream knows the proxy, whose word on the client it takes. */
export const EDGE = 'edge';

const fields = new WeakMap<object, string>();

/** The certificate as a byte sequence of structured fields (RFC 8941 §3.3.5); one look at each connection. */
function fieldOf(socket: TLSSocket): string {
  const known = fields.get(socket);
  if (known !== undefined) return known;
  const field = `:${socket.getPeerX509Certificate()?.raw.toString('base64') ?? ''}:`;
  fields.set(socket, field);
  return field;
}

/** Puts the client's certificate into the request's fields, as the handshake showed it. */
export function passOnClient({ rawHeaders, socket }: IncomingMessage): void {
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2)
    if (rawHeaders[index]?.toLowerCase() === 'client-cert') rawHeaders.splice(index, 2);
  if (socket instanceof TLSSocket) rawHeaders.push('client-cert', fieldOf(socket));
}
