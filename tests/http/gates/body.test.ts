import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageHeaders, statusOf, type TestServer, testServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

function post(length: string, body = ''): string {
  const headers = Object.entries(pageHeaders(server.origin, server.token()));
  return [
    ...['POST /api/checks/ping/runs HTTP/1.1', `Host: 127.0.0.1:${server.port}`, length, 'Connection: close'],
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...['', body],
  ].join('\r\n');
}

const chunked = (parts: readonly string[]): Promise<string> => {
  const body = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
  return server.raw(post('Transfer-Encoding: chunked', `${body}0\r\n\r\n`));
};

test('a body without a length is refused: nobody knows where it ends', async () => {
  expect(statusOf(await chunked(['{"environ', 'ment":"sandbox"}']))).toBe(400);
});

test('a length over 256 KiB is refused before the body is read', async () => {
  const answer = await server.raw(post('Content-Length: 262145'));
  expect(statusOf(answer)).toBe(413);
});

test.each([
  '{"environment":"sandbox","__proto__":{}}',
  '{"environment":"sandbox","parameters":{"__proto__":1}}',
])('%s is refused', async (body) => {
  const answer = await server.ask('POST', '/api/checks/ping/runs', body);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
});

test('a refused value is not repeated in the answer', async () => {
  const answer = await server.ask('POST', '/api/checks/ping/runs', { environment: 'CANARY value' });
  expect(answer.status).toBe(422);
  expect(await answer.text()).not.toContain('CANARY');
});
