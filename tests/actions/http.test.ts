import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { ActionInput } from '../../runbook-runner/actions/kind.ts';
import type { AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { portsOf, type World } from '../checks/support.ts';
import { json, type Running, serveHttp, serveRaw, serveSilence } from '../support/servers.ts';
import { actionInput, actionKindOf } from './support.ts';

const kind = actionKindOf('http');

const operation = {
  request: { method: 'PUT', path: '/config/throttle', body: { requestsPerSecond: '{rps}' } },
  expect: { status: 200 },
};

const inputTo = (baseUrl: string, more: object = {}, deadlineMs = 1000): ActionInput<unknown> =>
  actionInput('http', { ...operation, ...more }, { baseUrl, deadlineMs, parameters: { rps: 5 } });

let server: Running | undefined;
afterEach(() => server?.close());

async function act(started: Promise<Running>, more: object = {}, world: World = {}) {
  server = await started;
  const ports = portsOf(world);
  const outcome = await kind.run(inputTo(server.url, more), ports);
  await ports.http.close();
  return outcome;
}

test('the plan is the exact request, and nothing is sent', async () => {
  server = await serveHttp(json(200, {}));
  const input = inputTo(server.url, { request: { ...operation.request, auth: 'operator' } });
  const plan = await kind.plan(input, portsOf({}));
  expect(plan).toEqual({
    summary: `PUT ${server.url}/config/throttle with {"requestsPerSecond":5} as operator`,
    request: {
      method: 'PUT',
      url: `${server.url}/config/throttle`,
      headers: [
        ['idempotency-key', 'key-1'],
        ['content-type', 'application/json'],
      ],
    },
    body: '{"requestsPerSecond":5}',
  });
  expect(server.connections()).toBe(0);
});

test('a change is sent once, with its key, its body and a token of its own', async () => {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  const asked: AuthRequest[] = [];
  const outcome = await act(
    serveHttp(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push({ headers: request.headers, body });
      json(200, { ok: true })(request, response);
    }),
    { request: { ...operation.request, auth: 'operator' } },
    {
      authorize: async (request) => {
        asked.push(request);
        return { ok: true, grant: { headers: [['authorization', 'Bearer t']] } };
      },
    },
  );
  expect(outcome).toMatchObject({ status: 'done', exchange: { response: { status: 200 } } });
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    body: '{"requestsPerSecond":5}',
    headers: { 'idempotency-key': 'key-1', authorization: 'Bearer t', 'content-type': 'application/json' },
  });
  expect(asked).toMatchObject([{ fresh: true, auth: 'operator' }]);
  expect(JSON.stringify(outcome)).not.toContain('Bearer t');
});

test('each change opens a connection of its own, so that no kept one drops it half-way', async () => {
  server = await serveHttp(json(200, {}));
  const ports = portsOf({});
  for (let index = 0; index < 2; index += 1) {
    expect(await kind.run(inputTo(server.url), ports)).toMatchObject({ status: 'done' });
  }
  await ports.http.close();
  expect(server.connections()).toBe(2);
});

describe('what became of it', () => {
  test.each([
    ...[400, 401, 403, 404, 409, 412, 422, 425, 429].map((status) => [status, 'refused'] as const),
    ...[307, 308, 501, 505, 511].map((status) => [status, 'refused'] as const),
    ...[500, 502, 503, 504, 507, 599].map((status) => [status, 'unknown'] as const),
    ...[202, 204, 301, 302, 303, 304, 408].map((status) => [status, 'unknown'] as const),
  ])('%i is %s', async (status, expected) => {
    const outcome = await act(
      serveHttp((_request, response) => response.writeHead(status, { location: '/elsewhere' }).end()),
    );
    expect(outcome).toMatchObject({ status: expected, exchange: { response: { status } } });
    expect(server?.connections()).toBe(1);
    if (expected === 'unknown') {
      expect(outcome).toMatchObject({
        problem: { class: 'unexpected-status', status, hint: expect.any(String) },
      });
    }
  });

  test('a switch of protocols that nobody asked for is unknown', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n';
    const outcome = await act(serveRaw((socket) => socket.once('data', () => socket.end(upgrade))));
    expect(outcome).toMatchObject({ status: 'unknown' });
  });

  test('an answer that never comes is unknown', async () => {
    expect(await act(serveSilence())).toMatchObject({
      status: 'unknown',
      problem: { class: 'timeout', phase: 'first-byte' },
    });
  });

  test('a connection that is reset after the request is unknown, and nothing is sent again', async () => {
    const outcome = await act(serveRaw((socket) => socket.resetAndDestroy()));
    expect(outcome).toMatchObject({ status: 'unknown', problem: { class: 'reset' } });
    expect(server?.connections()).toBe(1);
  });

  test('a refused connection is an error: nothing left', async () => {
    const ports = portsOf({});
    expect(await kind.run(inputTo('http://127.0.0.1:9'), ports)).toMatchObject({
      status: 'error',
      problem: { class: 'refused', phase: 'tcp' },
    });
  });

  test('a missing credential is an error: nothing left', async () => {
    const problem = { class: 'credential-missing', outcome: 'error', message: 'no' } as const;
    const request = { ...operation.request, auth: 'operator' };
    const authorize = async () => ({ ok: false, problem }) as const;
    expect(await act(serveHttp(json(200, {})), { request }, { authorize })).toEqual({
      status: 'error',
      problem,
    });
    expect(server?.connections()).toBe(0);
  });
});

test.each([
  { request: { ...operation.request, method: 'GET' } },
  { request: { ...operation.request, headers: { authorization: 'Bearer in git' } } },
  { request: { ...operation.request, headers: { cookie: 'a=b' } } },
  { request: { ...operation.request, headers: { 'idempotency-key': 'x' } } },
  { request: { ...operation.request, path: '//evil.example/x' } },
  { request: { ...operation.request, path: '/a/../b' } },
  { request: { ...operation.request, path: '/a?b=c' } },
  { request: { ...operation.request, path: '/{Bad}' } },
])('%j is refused when the playbook is read', (definition) => {
  expect(kind.schema.safeParse(definition).success).toBe(false);
});
