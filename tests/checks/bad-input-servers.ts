// Servers that answer wrongly, one a row of the table of bad input: raw sockets, broken codings, broken certificates.
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Leaf, makeCertificates } from '../support/certificates.ts';
import { json, type Running, serveHttp, serveHttps, serveRaw, serveSilence } from '../support/servers.ts';

type Certificates = Awaited<ReturnType<typeof makeCertificates>>;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const raw = (text: string | Buffer) => serveRaw((socket) => void socket.end(text));
const body = (content: string | Buffer, headers: object = {}) =>
  serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(content);
  });

/** A byte now and then, for ever. */
function drip(socket: Socket): void {
  socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
  const timer = setInterval(() => socket.write(' '), 20);
  socket.on('close', () => clearInterval(timer));
}

const secure = (leaf: Leaf) => serveHttps(leaf, json(200, {}));

export interface BadAnswer {
  readonly name: string;
  readonly serve: (made: Certificates) => Promise<Running>;
  /** Whether one who never reads a body or a status notices it. */
  readonly seenBy: 'readers of the body' | 'readers of the answer' | 'all that shake hands';
}

/** Packed once: that takes longer than a check of it, whose time is held. */
const BOMB = gzipSync(Buffer.alloc(64 * 1_048_576));

export const BAD_ANSWERS: readonly BadAnswer[] = [
  { name: 'non-JSON where JSON is promised', serve: () => body('<html>'), seenBy: 'readers of the body' },
  {
    name: 'invalid UTF-8',
    serve: () => body(Buffer.from([0x7b, 0xff, 0xfe])),
    seenBy: 'readers of the body',
  },
  {
    name: 'an unknown encoding',
    serve: () => body('{}', { 'content-encoding': 'zip' }),
    seenBy: 'readers of the answer',
  },
  {
    name: 'a truncated body',
    serve: () => raw(`${HEAD}content-length: 500\r\n\r\n{"a":`),
    seenBy: 'readers of the answer',
  },
  {
    name: 'a gzip bomb',
    serve: () => body(BOMB, { 'content-encoding': 'gzip' }),
    seenBy: 'readers of the answer',
  },
  { name: 'an endless drip', serve: () => serveRaw(drip), seenBy: 'readers of the answer' },
  {
    name: '101, which nobody asked for',
    serve: () => raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    seenBy: 'readers of the answer',
  },
  {
    name: '302 to elsewhere',
    serve: () =>
      serveHttp(
        (_request, response) => void response.writeHead(302, { location: 'https://x.example/' }).end(),
      ),
    seenBy: 'readers of the answer',
  },
  {
    name: 'a duplicated header',
    serve: () => raw(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`),
    seenBy: 'readers of the answer',
  },
  {
    name: 'header bytes beyond ASCII',
    serve: () => raw(Buffer.from(`${HEAD}x-\xff: 1\r\ncontent-length: 2\r\n\r\n{}`, 'latin1')),
    seenBy: 'readers of the answer',
  },
  { name: 'a stalled handshake', serve: () => serveSilence('https'), seenBy: 'all that shake hands' },
  {
    name: 'no TLS at all',
    serve: () => serveRaw((socket) => void socket.end('hello\r\n'), 'https'),
    seenBy: 'all that shake hands',
  },
  { name: 'an expired certificate', serve: (made) => secure(made.expired), seenBy: 'all that shake hands' },
  {
    name: 'a certificate of tomorrow (clock skew)',
    serve: (made) => secure(made.early),
    seenBy: 'all that shake hands',
  },
  {
    name: 'a certificate of another host',
    serve: (made) => secure(made.otherHost),
    seenBy: 'all that shake hands',
  },
  {
    name: 'a certificate of nobody',
    serve: (made) => secure(made.selfSigned),
    seenBy: 'all that shake hands',
  },
];
