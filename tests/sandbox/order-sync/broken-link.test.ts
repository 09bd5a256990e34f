// How far a request came, told by the errors that real sockets end with.
import { createServer, type Server, type Socket } from 'node:net';
import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { linkOf } from '../../../runbook-runner/sandbox/order-sync/broken-link.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** The port of a server that does that with each connection. */
async function serving(each: (socket: Socket) => void): Promise<number> {
  const opened = createServer((socket) => each(socket.on('error', () => undefined)));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return (opened.address() as { port: number }).port;
}
async function closedPort(): Promise<number> {
  const port = await serving(() => undefined);
  await new Promise((resolve) => server?.close(resolve));
  return port;
}
const failing = (url: string, signal?: AbortSignal) =>
  request(url, signal ? { signal } : {}).then(
    () => expect.fail('it worked'),
    (error: unknown) => error,
  );

test.each([
  ['nobody listens', closedPort, 'https://127.0.0.1', 'tcp'],
  ['nobody listens at any address of a name', closedPort, 'https://localhost', 'tcp'],
  [
    'the handshake is dropped',
    () => serving((socket) => void socket.once('data', () => socket.end())),
    'https://127.0.0.1',
    'tls',
  ],
  [
    'no TLS is spoken',
    () => serving((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))),
    'https://127.0.0.1',
    'tls',
  ],
  [
    'the open connection is reset',
    () => serving((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    'http://127.0.0.1',
    'connection',
  ],
  [
    'no HTTP is spoken',
    () => serving((socket) => void socket.once('data', () => socket.end('hello\r\n\r\n'))),
    'http://127.0.0.1',
    'connection',
  ],
] as const)('%s', async (_what, open, url, link) => {
  expect(linkOf(await failing(`${url}:${await open()}/`))).toBe(link);
});

test('a request that was given up says nothing of TLS', async () => {
  const port = await serving(() => undefined);
  const given = new AbortController();
  setTimeout(() => given.abort(), 50);
  expect(linkOf(await failing(`http://127.0.0.1:${port}/`, given.signal))).toBe('connection');
});

const coded = (code: string, more: { readonly syscall?: string } = {}) =>
  Object.assign(new Error(code), { code, ...more });

test.each([
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
  ['INVALID_PURPOSE', 'tls'],
  ['EHOSTUNREACH', 'tcp'],
  ['ENETUNREACH', 'tcp'],
  ['ETIMEDOUT', 'connection'],
  ['UND_ERR_SOCKET', 'connection'],
] as const)('%s is %s', (code, link) => {
  expect(linkOf(coded(code))).toBe(link);
});

test('a name that there is not', () => {
  expect(linkOf(coded('ENOTFOUND', { syscall: 'getaddrinfo' }))).toBe('dns');
});

test.each([new TypeError('x is not a function'), 'a text', undefined])('%s is no trouble of TLS', (error) => {
  expect(linkOf(error)).toBe('connection');
});
