// undici ends a connection at a `100 Continue` that it did not ask for, which a client has to pass over (RFC 9110 §15.2).
import type { Socket } from 'node:net';

const INTERIM = /^HTTP\/1\.1 1\d\d/;
const STATUS_LINE = 'HTTP/1.1 100'.length;
const BLANK_LINE = '\r\n\r\n';
const TWO = '2'.charCodeAt(0);

/** Writes 102, which undici passes over, in the place of each 100 that begins in these bytes. */
function withoutContinue(bytes: Buffer): void {
  for (let at = 0, end = 0; end >= 0; at = end + BLANK_LINE.length) {
    const line = bytes.toString('latin1', at, at + STATUS_LINE);
    if (!INTERIM.test(line)) return;
    if (line.endsWith('100')) bytes[at + STATUS_LINE - 1] = TWO;
    end = bytes.indexOf(BLANK_LINE, at);
  }
}

/** The same socket; `awaited` says whether an answer is awaited of which nothing has come. */
export function passingOverContinue(socket: Socket, awaited: () => boolean): Socket {
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const bytes: unknown = read(size);
    if (Buffer.isBuffer(bytes) && awaited()) withoutContinue(bytes);
    return bytes;
  };
  return socket;
}
