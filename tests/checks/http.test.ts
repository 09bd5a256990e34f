import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { AuthOutcome, AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { json, type Running, serveHttp, serveRaw, serveSilence } from '../support/servers.ts';
import { runCheck, summary, TRACEPARENT } from './support.ts';

const running: Running[] = [];
const serve = async (started: Promise<Running>) => {
  const server = await started;
  running.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const check = (expectation: object = {}, request: object = {}) => ({
  request: { path: '/v1/charges/{charge}', ...request },
  expect: expectation,
});
const parameters = { charge: 'ch_demo0001' };

describe('one request', () => {
  test('must not answer with the value of a parameter', async () => {
    const server = await serve(serveHttp(json(200, { ids: ['ch_demo0001'] })));
    const definition = check({ body: [{ path: '$.ids[*]', differs: '{charge}' }] });
    const ran = await runCheck('http', definition, server.url, { parameters });
    expect(summary(ran)).toContain('body fail present');
    const other = { parameters: { charge: 'ch_demo0002' } };
    expect(verdictOf(await runCheck('http', definition, server.url, other))).toBe('pass');
  });

  test('sends what is declared, with trace and agent, and keeps the evidence', async () => {
    let seen: unknown;
    const server = await serve(
      serveHttp((request, response) => {
        seen = { method: request.method, url: request.url, headers: request.headers };
        json(200, { status: 'succeeded' })(request, response);
      }),
    );
    const definition = check(
      { status: 200, body: [{ path: '$.status', equals: 'succeeded' }] },
      { query: { expand: 'all' }, headers: { 'x-version': '2026-01' } },
    );
    const ran = await runCheck('http', definition, server.url, { parameters });
    expect(verdictOf(ran)).toBe('pass');
    expect(summary(ran)).toEqual(['reachable pass', 'status pass', 'body pass']);
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/v1/charges/ch_demo0001?expand=all',
      headers: { traceparent: TRACEPARENT, 'x-version': '2026-01', 'user-agent': 'playbook' },
    });
    expect(ran.exchange?.response).toMatchObject({
      status: 200,
      body: '{"status":"succeeded"}',
      truncated: false,
    });
    expect(ran.events.map((one) => one.event)).toEqual(['assertion', 'assertion', 'assertion']);
  });

  test.each([
    ['iso-8859-1', Buffer.from('Wartung: später', 'latin1'), 'Wartung: später'],
    ['UTF-16LE', Buffer.from('später', 'utf16le'), 'später'],
    ['utf-8', Buffer.from([0x73, 0xff]), 's\ufffd'],
    ['of-nobody', Buffer.from('später'), 'später'],
  ])('evidence can be read that came as %s', async (charset, bytes, text) => {
    const server = await serve(
      serveHttp((_request, response) => {
        response.writeHead(503, { 'content-type': `text/html; charset=${charset}` });
        response.end(bytes);
      }),
    );
    const ran = await runCheck('http', check(), server.url, { parameters });
    expect(ran.exchange?.response?.body).toBe(text);
  });

  test('without a declared status, only 2xx passes', async () => {
    const server = await serve(serveHttp(json(500, {})));
    const ran = await runCheck('http', check(), server.url, { parameters });
    expect(summary(ran)).toEqual(['reachable pass', 'status fail unexpected-status']);
  });

  test('a redirect is not followed unless declared', async () => {
    const server = await serve(
      serveHttp((request, response) => {
        if (request.url === '/end') return json(200, {})(request, response);
        response.writeHead(302, { location: '/end' });
        return response.end();
      }),
    );
    const stay = await runCheck('http', check(), server.url, { parameters });
    expect(stay.assertions.at(1)).toMatchObject({
      outcome: 'fail',
      actual: 302,
      detail: expect.stringContaining('/end'),
    });
    const follow = await runCheck('http', check({}, { redirects: 1 }), server.url, { parameters });
    expect(verdictOf(follow)).toBe('pass');
    expect(follow.exchange?.request.url).toBe(`${server.url}/end`);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://127.0.0.1:9/',
  ])('a declared redirect to %s ends as a blocked destination', async (location) => {
    const server = await serve(
      serveHttp((_request, response) => {
        response.writeHead(302, { location });
        response.end();
      }),
    );
    const ran = await runCheck('http', check({}, { redirects: 3 }), server.url, { parameters });
    expect(ran.problem?.class).toBe('blocked-destination');
    expect(server.connections()).toBe(1);
  });

  test('a redirect elsewhere takes no credential and no declared header along', async () => {
    const elsewhere: unknown[] = [];
    const other = await serve(
      serveHttp((request, response) => {
        elsewhere.push(request.headers);
        json(200, {})(request, response);
      }),
    );
    const server = await serve(
      serveHttp((_request, response) => {
        response.writeHead(302, { location: other.url });
        response.end();
      }),
    );
    const ran = await runCheck('http', check({}, { redirects: 1, auth: 'pay' }), server.url, {
      parameters,
      authorize: async () => ({ ok: true, grant: { headers: [['authorization', 'Bearer t']] } }),
    });
    expect(ran.problem?.class).toBe('blocked-destination');
    expect(elsewhere).toEqual([]);
  });
});

describe('an upstream that cannot be reached', () => {
  test('fails', async () => {
    const ran = await runCheck('http', check(), 'http://127.0.0.1:9', { parameters });
    expect(verdictOf(ran)).toBe('fail');
    expect(summary(ran)).toEqual(['reachable fail refused']);
    expect(ran.problem).toMatchObject({ class: 'refused', phase: 'tcp' });
    expect(ran.exchange?.request.url).toBe('http://127.0.0.1:9/v1/charges/ch_demo0001');
  });

  test('is in time to say so', async () => {
    const server = await serve(serveSilence());
    const started = performance.now();
    const ran = await runCheck('http', check(), server.url, { parameters, deadlineMs: 300 });
    expect(performance.now() - started).toBeLessThan(550);
    expect(ran.problem).toMatchObject({ class: 'timeout', phase: 'first-byte' });
  });

  test('malformed JSON fails body and contract, each by name', async () => {
    const server = await serve(
      serveRaw((socket) => {
        socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{"a":');
      }),
    );
    const schema = { content: { 'application/json': { schema: { type: 'object' } } } };
    const document = {
      openapi: '3.1.0',
      paths: { '/x': { get: { operationId: 'getX', responses: { '200': schema } } } },
    };
    const definition = check({
      body: [{ path: '$.a', equals: 1 }],
      contract: { openapi: 'x.yaml', operation: 'getX' },
    });
    const contracts = new Map([['x.yaml', document]]);
    const ran = await runCheck('http', definition, server.url, { parameters, contracts });
    expect(summary(ran)).toEqual([
      'reachable pass',
      'status pass',
      'body fail not-json',
      'contract fail not-json',
    ]);
  });
});

describe('credentials', () => {
  const guarded: RequestListener = (request, response) => {
    const known = request.headers.authorization === 'Bearer new';
    json(known ? 200 : 401, { echo: request.headers.authorization })(request, response);
  };

  const renewing =
    (asked: boolean[]) =>
    async (request: AuthRequest): Promise<AuthOutcome> => {
      asked.push(request.fresh ?? false);
      const token = request.fresh ? 'new' : 'old';
      const headers = [['authorization', `Bearer ${token}`]] as const;
      return { ok: true, grant: { headers, expiresAt: new Date(Date.now() + 60_000) } };
    };

  test('a kept token that is no longer taken is renewed once', async () => {
    const server = await serve(serveHttp(guarded));
    const asked: boolean[] = [];
    const world = { parameters, authorize: renewing(asked) };
    const ran = await runCheck('http', check({}, { auth: 'pay' }), server.url, world);
    expect(verdictOf(ran)).toBe('pass');
    expect(asked).toEqual([false, true]);
  });

  test('twenty samples renew it once', async () => {
    const server = await serve(serveHttp(guarded));
    const asked: boolean[] = [];
    const definition = check({ latency: { p50: '5s', samples: 20 } }, { auth: 'pay' });
    const ran = await runCheck('http', definition, server.url, { parameters, authorize: renewing(asked) });
    expect(verdictOf(ran)).toBe('pass');
    expect(asked).toEqual([false, true]);
  });

  test('its value is not in the evidence of the request', async () => {
    const server = await serve(serveHttp(guarded));
    const ran = await runCheck('http', check({}, { auth: 'pay' }), server.url, {
      parameters,
      authorize: renewing([]),
    });
    expect(ran.exchange?.request.headers).toContainEqual(['authorization', '[redacted]']);
  });

  test('a missing one is an error, and nothing is sent', async () => {
    const server = await serve(serveHttp(guarded));
    const problem = { class: 'credential-missing', outcome: 'error', message: 'PAY_ID is not set' } as const;
    const authorize = async () => ({ ok: false, problem }) as const;
    const ran = await runCheck('http', check({}, { auth: 'pay' }), server.url, { parameters, authorize });
    expect(verdictOf(ran)).toBe('error');
    expect(ran.problem).toEqual(problem);
    expect(server.connections()).toBe(0);
  });
});

describe('quota and sunset of a real answer', () => {
  test('what is left is in the result, asked for or not', async () => {
    const headers = { 'ratelimit-policy': '"hour";q=100;w=3600', ratelimit: '"hour";r=40;t=60' };
    const server = await serve(serveHttp((_request, response) => response.writeHead(200, headers).end('{}')));
    const ran = await runCheck('http', check({}), server.url, { parameters });
    expect(ran.quota?.limits).toEqual([
      {
        ...{ field: 'ratelimit', policy: 'hour', unit: 'requests', remaining: 40, limit: 100, share: 0.4 },
        ...{ resetsInMs: 60_000, windowMs: 3_600_000 },
      },
    ]);
    const held = await runCheck('http', check({ quota: { share: 0.5 } }), server.url, { parameters });
    expect(summary(held)).toEqual(['reachable pass', 'status pass', 'quota fail low-headroom']);
  });

  test('a sunset is held to the days that are left by our clock', async () => {
    const sunset = 'Fri, 01 Jan 2027 00:00:00 GMT';
    const server = await serve(
      serveHttp((_request, response) => response.writeHead(200, { sunset }).end('{}')),
    );
    const now = new Date('2026-12-02T00:00:00Z');
    const ran = await runCheck('http', check({ sunset: { daysLeft: '31d' } }), server.url, {
      parameters,
      now,
    });
    expect(summary(ran)).toEqual(['reachable pass', 'status pass', 'sunset pass', 'sunset fail ending']);
    expect(ran.assertions.at(-1)).toMatchObject({ actual: '30d' });
  });
});
