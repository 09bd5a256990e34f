// Sockets that never finish a request must not keep others waiting.
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { pageHeaders, type TestServer, testServer } from '../http/support/server.ts';

const sockets: Socket[] = [];
const servers: TestServer[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(limits = {}): Promise<TestServer> {
  const server = await testServer({ limits });
  servers.push(server);
  return server;
}

async function slow(server: TestServer, count: number, bytes: string): Promise<void> {
  await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(server.port, '127.0.0.1', () => {
            socket.write(bytes);
            resolve();
          });
          socket.on('error', () => resolve());
          sockets.push(socket);
        }),
    ),
  );
}

async function healthMs(server: TestServer): Promise<number> {
  const start = performance.now();
  const answer = await fetch(`${server.url}/api/health`);
  expect(answer.status).toBe(200);
  await answer.text();
  return performance.now() - start;
}

test.each([
  ['nothing', ''],
  ['half a header', 'GET /api/health HTTP/1.1\r\nHost: 127.0.0.1'],
])('beside 500 sockets that send %s, a normal request takes < 500 ms', async (_, bytes) => {
  const server = await serve();
  await slow(server, 500, bytes);
  for (let index = 0; index < 5; index += 1) expect(await healthMs(server)).toBeLessThan(500);
});

test('beside 500 sockets that hold back a body, a normal request takes < 500 ms', async () => {
  const server = await serve();
  const headers = Object.entries(pageHeaders(server.origin, server.token()));
  const head = `POST /api/checks/ping/runs HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 1000\r\n`;
  await slow(server, 500, `${head}${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{`);
  for (let index = 0; index < 5; index += 1) expect(await healthMs(server)).toBeLessThan(500);
  expect(server.runner.checks).toEqual([]);
});

test('a request whose headers do not come is ended with 408', async () => {
  const server = await serve({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
  const start = performance.now();
  const answer = await server.raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`, 5_000);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('a request whose body does not come is ended with 408', async () => {
  const server = await serve({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
  const start = performance.now();
  const headers = Object.entries(pageHeaders(server.origin, server.token()));
  const answer = await server.raw(
    `POST /api/checks/ping/runs HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 1000\r\n` +
      `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{`,
    5_000,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - start).toBeLessThan(4_000);
  expect(server.runner.checks).toEqual([]);
});
