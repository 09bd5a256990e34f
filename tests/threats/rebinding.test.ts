// DNS rebinding: the Host header is exactly one, exactly ours, read before any parser.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusOf, type TestServer, testServer } from '../http/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const request = (line: string, ...headers: string[]) =>
  server.raw([line, ...headers, 'Connection: close', '', ''].join('\r\n'));
const own = () => `Host: 127.0.0.1:${server.port}`;

test('a Host that names another server answers 403', async () => {
  const foreign = ['evil', '127.0.0.1.evil', 'localhost.evil', '0.0.0.0', '127.1', '[::]', 'LOCALHOST.'];
  for (const name of foreign) {
    const answer = await request('GET /api/health HTTP/1.1', `Host: ${name}:${server.port}`);
    expect(statusOf(answer), name).toBe(403);
    expect(answer).toContain('host_refused');
  }
  for (const other of ['127.0.0.1', 'localhost', `127.0.0.1:${server.port + 1}`]) {
    expect(statusOf(await request('GET / HTTP/1.1', `Host: ${other}`)), other).toBe(403);
  }
});

test('two Host headers, or none, answer 400', async () => {
  expect(statusOf(await request('GET /api/health HTTP/1.1', own(), 'Host: evil'))).toBe(400);
  expect(statusOf(await request('GET /api/health HTTP/1.1', own(), own()))).toBe(400);
  expect(statusOf(await request('GET /api/health HTTP/1.1'))).toBe(400);
});

test('an absolute request target answers 400', async () => {
  for (const target of ['http://evil/', `http://127.0.0.1:${server.port}/api/health`, '//evil/', '*']) {
    expect(statusOf(await request(`GET ${target} HTTP/1.1`, own())), target).toBe(400);
  }
});

test('a Host that is no host answers 400, and the process lives', async () => {
  for (const host of ['[::1', '[', 'a b', 'user@127.0.0.1:1', '127.0.0.1:99999999', 'x'.repeat(9_000)]) {
    expect(statusOf(await request('GET /api/health HTTP/1.1', `Host: ${host}`)), host.slice(0, 30)).toBe(400);
  }
  expect(statusOf(await request('GET /api/health HTTP/1.1', own()))).toBe(200);
});

test('each of our three names answers, on both loopback addresses', async () => {
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
    const answer = await request('GET /api/health HTTP/1.1', `Host: ${name}:${server.port}`);
    expect(statusOf(answer), name).toBe(200);
  }
});

test('bytes that are no request answer 400 with every security header', async () => {
  for (const bytes of ['GARBAGE\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00', 'GET / HTTP/9.9\r\n\r\n']) {
    const answer = (await server.raw(bytes)).toLowerCase();
    expect(statusOf(answer.toUpperCase()), bytes).toBe(400);
    for (const name of [
      'content-security-policy',
      'x-content-type-options',
      'cross-origin-resource-policy',
    ]) {
      expect(answer, bytes).toContain(`${name}: `);
    }
  }
});
