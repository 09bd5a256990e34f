// Other pages in the same browser: cross-site requests, CORS, navigation, framing, streams.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageHeaders, type TestServer, testServer } from '../http/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const RUN = '/api/checks/ping/runs';
const ORDER = { environment: 'sandbox' };

const foreignOrigins = () => [
  ...['https://evil.example', 'null', 'http://127.0.0.1', 'file://'],
  ...[`https://127.0.0.1:${server.port}`, `http://127.0.0.1:${server.port}.evil.example`],
  ...[`http://127.0.0.1.evil.example:${server.port}`, `http://evil@127.0.0.1:${server.port}`],
  ...[`http://127.0.0.1:${server.port + 1}`, `HTTP://LOCALHOST:${server.port}`, `${server.origin}/`],
];

test('a valid token from a foreign, null or look-alike Origin answers 403 and runs nothing', async () => {
  for (const origin of foreignOrigins()) {
    const answer = await server.ask('POST', RUN, ORDER, { origin, 'sec-fetch-site': 'cross-site' });
    expect(answer.status, origin).toBe(403);
    expect(answer.headers.get('access-control-allow-origin'), origin).toBeNull();
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
  expect(server.runner.checks).toEqual([]);
});

test('a valid token from another of our own origins answers 401: it is bound to where it was paired', async () => {
  const answer = await server.ask('POST', RUN, ORDER, { origin: `http://localhost:${server.port}` });
  expect(answer.status).toBe(401);
});

test('text/plain, forms and no type answer 415', async () => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''];
  for (const type of [...types, 'application/json, text/plain', 'text/plain; application/json']) {
    const answer = await server.ask('POST', RUN, JSON.stringify(ORDER), { 'content-type': type });
    expect(answer.status, type).toBe(415);
  }
});

test('no token, a wrong scheme and a cookie answer 401', async () => {
  const token = server.token();
  for (const headers of [
    { authorization: '' },
    { authorization: `Basic ${token}` },
    { authorization: `Bearer ${token}, Bearer ${token}` },
    { authorization: '', cookie: `token=${token}` },
  ]) {
    const answer = await server.ask('POST', RUN, ORDER, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
});

test('Sec-Fetch-Site that is not same-origin answers 403 where no Origin is sent', async () => {
  const { origin: _, ...headers } = pageHeaders(server.origin, server.token());
  for (const site of ['cross-site', 'same-site', 'nonsense']) {
    const answer = await fetch(`${server.url}/api/status`, {
      headers: { ...headers, 'sec-fetch-site': site },
    });
    expect(answer.status, site).toBe(403);
  }
});

test('the absence of Origin and Sec-Fetch-Site proves nothing: a paired token alone answers 401', async () => {
  const { origin: _, 'sec-fetch-site': __, ...headers } = pageHeaders(server.origin, server.token());
  expect((await fetch(`${server.url}/api/status`, { headers })).status).toBe(401);
  const same = await fetch(`${server.url}/api/status`, {
    headers: { ...headers, 'sec-fetch-site': 'same-origin' },
  });
  expect(same.status).toBe(200);
});

test('a foreign preflight answers 403 without allow-origin; our own gets its exact origin, never *', async () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}${RUN}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  for (const origin of foreignOrigins()) {
    const answer = await preflight(origin);
    expect(answer.status, origin).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  const own = await preflight(server.origin);
  expect(own.status).toBe(204);
  expect(own.headers.get('access-control-allow-origin')).toBe(server.origin);
  expect(own.headers.get('vary')).toBe('Origin');
});

test('GET on a run route answers 405, and nothing runs', async () => {
  for (const path of [
    RUN,
    '/api/actions/throttle/runs',
    '/api/runs/r1/undo',
    '/api/sandbox/faults',
    '/api/drills/d/exercises',
    '/api/drill-runs/r1/debrief',
  ]) {
    const answer = await server.ask('GET', path);
    expect(answer.status, path).toBe(405);
  }
  expect(server.runner.checks).toEqual([]);
  expect(server.runner.actions).toEqual([]);
});

test('no answer may be framed, sniffed or read by another origin', async () => {
  const token = server.token();
  const headers = pageHeaders(server.origin, token);
  const asked: [string, RequestInit][] = [
    ...['/', '/nowhere', '/api/health', '/api/status', '/api/nothing'].map((path): [string, RequestInit] => [
      path,
      { headers },
    ]),
    [RUN, { method: 'POST', headers, body: JSON.stringify(ORDER) }],
    [RUN, { method: 'POST', headers, body: '{' }],
    [RUN, { method: 'OPTIONS', headers: { origin: server.origin } }],
    [RUN, { method: 'OPTIONS', headers: { origin: 'http://evil' } }],
    ['/', { method: 'POST', headers }],
    ['/api/runs/r0/body', { headers }],
    ['/api/runs/r0/har', { headers }],
  ];
  for (const [path, init] of asked) {
    const answer = await fetch(`${server.url}${path}`, init);
    await answer.text();
    const what = `${init.method ?? 'GET'} ${path} → ${answer.status}`;
    expect(answer.headers.get('cross-origin-resource-policy'), what).toBe('same-origin');
    expect(answer.headers.get('x-content-type-options'), what).toBe('nosniff');
    expect(answer.headers.get('content-security-policy'), what).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('referrer-policy'), what).toBe('no-referrer');
  }
});

test('a stream never begins for a foreign Origin or without a token', async () => {
  const foreign = await server.ask('POST', RUN, ORDER, { origin: 'http://evil' });
  const nobody = await server.ask('POST', RUN, ORDER, { authorization: '' });
  for (const answer of [foreign, nobody]) {
    expect([401, 403]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
});

test('there is no WebSocket to hijack', async () => {
  const upgrade = `GET ${RUN} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  expect(await server.raw(upgrade)).toMatch(/^HTTP\/1\.1 405 /);
});
