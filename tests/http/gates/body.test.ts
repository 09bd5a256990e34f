import { once } from 'node:events';
import { connect } from 'node:net';
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

test('who goes away in the middle of a body is no fault of the program', async () => {
  const gone = connect(server.port, '127.0.0.1');
  await once(gone, 'connect');
  gone.write(post('Content-Length: 100', '{"environment":'));
  // Answers come in order: when this one is there, the one above has been begun.
  await server.raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
  gone.resetAndDestroy();
  await expect.poll(async () => (await fetch(`${server.url}/api/health`)).status).toBe(200);
  await new Promise((later) => setTimeout(later, 100));
  expect(server.reported).toEqual([]);
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

test('of a hundred faults the first twenty are told, and how many more there are', async () => {
  const parameters = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, { index }]));
  const answer = await server.ask('POST', '/api/checks/ping/runs', { environment: 'sandbox', parameters });
  const { issues, more } = (await answer.json()) as { issues: unknown[]; more: number };
  expect(issues).toHaveLength(20);
  expect(more).toBeGreaterThan(0);
});

test.each([
  [417, 'Expect: nothing\r\n'],
  [431, `X-Long: ${'x'.repeat(20_000)}\r\n`],
])('%i is in the body as it is in the first line', async (status, header) => {
  const answer = await server.raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${header}\r\n`);
  expect(statusOf(answer)).toBe(status);
  expect(JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? '')).toMatchObject({ status });
});
