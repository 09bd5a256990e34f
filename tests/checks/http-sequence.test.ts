import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, json, serveHttp } from '../support/servers.ts';
import { kindOf, runCheck, summary, TRACEPARENT, type World } from './support.ts';

const keep = closedAfterEach();

type Route = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server of things, which answers as `routes` say and remembers what it was asked. */
async function things(routes: Readonly<Record<string, Route>>) {
  const asked: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = await keep(
    serveHttp(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      const route = routes[`${request.method} ${request.url}`] ?? routes[request.method ?? ''];
      if (route) route(request, response, body);
      else json(404, {})(request, response);
    }),
  );
  return { url: server.url, asked, lines: () => asked.map(({ line }) => line) };
}

const CREATE = {
  name: 'create',
  request: { method: 'POST', path: '/things', body: { size: '{size}', label: 'n {size}' } },
  expect: { status: 201 },
  capture: { thing: { path: '$.id' } },
};
const READ = { name: 'read', request: { path: '/things/{thing}' }, expect: { status: 200 } };
const DELETE = {
  name: 'delete',
  request: { method: 'DELETE', path: '/things/{thing}' },
  expect: { status: 204 },
  cleanup: true,
};
const steps = [CREATE, READ, DELETE];
const gone: Route = (_request, response) => void response.writeHead(204).end();
const made = (id: unknown): Route => json(201, { id });
const run = (url: string, world: World = {}, of: readonly object[] = steps) =>
  runCheck('http', { steps: of }, url, { parameters: { size: 3 }, ...world });
const outcomes = (ran: Awaited<ReturnType<typeof run>>) =>
  ran.steps?.map(({ name, outcome }) => `${name} ${outcome}`);

describe('a sequence', () => {
  test('makes, reads and removes, with captured values and a key of its own for each change', async () => {
    const server = await things({ POST: made('t-1'), GET: json(200, {}), DELETE: gone });
    const ran = await run(server.url);
    expect(verdictOf(ran)).toBe('pass');
    expect(server.lines()).toEqual(['POST /things', 'GET /things/t-1', 'DELETE /things/t-1']);
    const [create, read, remove] = server.asked;
    expect(JSON.parse(create?.body ?? '')).toEqual({ size: 3, label: 'n 3' });
    const trace = TRACEPARENT.split('-')[1];
    expect(create?.headers['idempotency-key']).toBe(`${trace}-create`);
    expect(remove?.headers['idempotency-key']).toBe(`${trace}-delete`);
    expect(read?.headers['idempotency-key']).toBeUndefined();
    expect(outcomes(ran)).toEqual(['create pass', 'read pass', 'delete pass']);
    for (const step of ran.steps ?? []) expect(step.phases?.totalMs).toBeGreaterThan(0);
    expect(ran.steps?.[0]?.exchange?.request.body).toContain('"size":3');
    expect(ran.assertions.at(-1)).toMatchObject({ assertion: 'cleanup', outcome: 'pass' });
    expect(ran.assertions.at(-1)?.step).toBeUndefined();
  });

  test('a failing step is named, later ones are skipped, and cleaning up runs', async () => {
    const server = await things({ POST: made('t-1'), GET: json(500, {}), DELETE: gone });
    const last = { name: 'again', request: { path: '/things/{thing}' } };
    const ran = await run(server.url, {}, [CREATE, READ, last, DELETE]);
    expect(outcomes(ran)).toEqual(['create pass', 'read fail', 'again skipped', 'delete pass']);
    expect(ran.steps?.[2]?.reason).toBe('The step “read” did not pass.');
    expect(ran.assertions.filter((one) => one.outcome === 'fail')).toMatchObject([
      { assertion: 'status', step: 'read', actual: 500 },
    ]);
    expect(ran.exchange?.response?.status).toBe(500);
  });

  test('cleaning up that fails says what is left, and where', async () => {
    const server = await things({ POST: made('t-1'), GET: json(200, {}), DELETE: json(503, {}) });
    const ran = await run(server.url);
    expect(verdictOf(ran)).toBe('fail');
    expect(ran.assertions.at(-1)).toMatchObject({
      ...{ assertion: 'cleanup', code: 'left-behind' },
      detail: '“create” was done. “delete” did not clean up. Look for thing = "t-1".',
    });
  });

  test('a change without an answer leaves an unknown state, with the key to ask about', async () => {
    const server = await things({ POST: (request) => void request.socket.destroy(), DELETE: gone });
    const ran = await run(server.url);
    expect(outcomes(ran)).toEqual(['create fail', 'read skipped', 'delete skipped']);
    expect(ran.steps?.[2]?.reason).toBe('No step captured {thing}.');
    expect(ran.assertions.at(-1)).toMatchObject({ code: 'unknown-state' });
    expect(ran.assertions.at(-1)?.detail).toContain(`Idempotency-Key: ${TRACEPARENT.split('-')[1]}-create`);
  });

  test('a refused change left nothing behind', async () => {
    const server = await things({ POST: json(422, {}) });
    const ran = await run(server.url);
    expect(ran.assertions.at(-1)).toMatchObject({ assertion: 'cleanup', outcome: 'pass' });
    expect(verdictOf(ran)).toBe('fail');
  });

  test('a deadline in the middle leaves time to clean up', async () => {
    const server = await things({ POST: made('t-1'), GET: () => undefined, DELETE: gone });
    const started = performance.now();
    const ran = await run(server.url, { deadlineMs: 800 });
    expect(performance.now() - started).toBeLessThan(1_050);
    expect(outcomes(ran)).toEqual(['create pass', 'read fail', 'delete pass']);
    expect(ran.problem).toMatchObject({ class: 'timeout' });
  });

  test('an interruption in the middle cleans up all the same', async () => {
    const stop = new AbortController();
    const server = await things({ POST: made('t-1'), GET: () => stop.abort(), DELETE: gone });
    const ran = await run(server.url, { signal: stop.signal });
    expect(server.lines().at(-1)).toBe('DELETE /things/t-1');
    expect(outcomes(ran)?.at(-1)).toBe('delete pass');
    expect(kindOf('http').windUpMs?.(kindOf('http').schema.parse({ steps }))).toBeGreaterThan(1_000);
  });
});

describe('a captured value', () => {
  test.each([
    ['../admin', 'unsafe'],
    ['..', 'unsafe'],
    ['@evil.example', 'unsafe'],
    ['https://evil.example/', 'unsafe'],
    ['//evil.example', 'unsafe'],
    ['a\\b', 'unsafe'],
    ['a\r\nx-evil: 1', 'unsafe'],
    ['\u0000', 'unsafe'],
    ['x'.repeat(513), 'unsafe'],
    ['', 'missing'],
    [null, 'type-changed'],
    [{ id: 1 }, 'type-changed'],
    [1.5, 'type-changed'],
  ])('%j fails and is sent nowhere', async (id, code) => {
    const server = await things({ POST: made(id), GET: json(200, {}), DELETE: gone });
    const ran = await run(server.url);
    expect(summary(ran)).toContain(`capture fail ${code}`);
    expect(server.lines()).toEqual(['POST /things']);
    expect(ran.assertions.at(-1)).toMatchObject({ code: 'left-behind' });
  });

  test('a slash, a question mark and a brace stay one piece of the path', async () => {
    const server = await things({ POST: made('a/b?c#{d}'), GET: json(200, {}), DELETE: gone });
    expect(verdictOf(await run(server.url))).toBe('pass');
    expect(server.lines()[1]).toBe('GET /things/a%2Fb%3Fc%23%7Bd%7D');
  });

  test('is missing: the body is none, or the path selects nothing or too much', async () => {
    const server = await things({ POST: (_request, response) => void response.writeHead(201).end('<p>') });
    expect(summary(await run(server.url))).toContain('capture fail missing');
    const several = await things({ POST: json(201, { ids: [1, 2] }) });
    const all = { ...CREATE, capture: { thing: { path: '$.ids[*]' } } };
    expect(summary(await run(several.url, {}, [all, READ, DELETE]))).toContain('capture fail ambiguous');
  });

  test.each([
    ['{thing}', 'n-1', 'pass'],
    ['{thing}', 't-1', 'fail'],
    ['{size}', 3, 'fail'],
    ['{size}', '3', 'pass'],
  ])('must not come again: %s is not %j: %s', async (differs, id, verdict) => {
    const server = await things({ POST: made('t-1'), GET: json(200, [{ id }]), DELETE: gone });
    const read = { ...READ, expect: { status: 200, body: [{ path: '$[*].id', differs }] } };
    const ran = await run(server.url, {}, [CREATE, read, DELETE]);
    expect(verdictOf(ran)).toBe(verdict);
    expect(summary(ran)).toContain(verdict === 'pass' ? 'body pass' : 'body fail present');
  });

  test.each([
    [{ equals: '{thing}' }, 't-1', 'pass'],
    [{ equals: '{thing}' }, 't-2', 'fail'],
    [{ oneOf: ['none', '{thing}'] }, 't-1', 'pass'],
    [{ oneOf: ['none', '{thing}'] }, '{thing}', 'fail'],
  ])('must be read back: %j of %j: %s', async (held, id, verdict) => {
    const server = await things({ POST: made('t-1'), GET: json(200, { id }), DELETE: gone });
    const read = { ...READ, expect: { status: 200, body: [{ path: '$.id', ...held }] } };
    expect(verdictOf(await run(server.url, {}, [CREATE, read, DELETE]))).toBe(verdict);
  });

  test('comes from a header too, by its first group', async () => {
    const server = await things({
      POST: (_request, response) => void response.writeHead(201, { location: '/things/t-9' }).end(),
      ...{ GET: json(200, {}), DELETE: gone },
    });
    const create = {
      ...CREATE,
      capture: { thing: { header: 'location', matches: '^/things/([a-z0-9-]+)$' } },
    };
    expect(verdictOf(await run(server.url, {}, [create, READ, DELETE]))).toBe('pass');
  });

  test('that is a secret is told to the redaction before anything shows it, and goes as bearer token', async () => {
    const learned: string[] = [];
    const server = await things({
      POST: json(200, { token: 'tok-secret-1' }),
      GET: json(200, {}),
      DELETE: gone,
    });
    const login = {
      name: 'log-in',
      request: { method: 'POST', path: '/sessions', body: {} },
      capture: { token: { path: '$.token', secret: true } },
    };
    const read = { name: 'read', request: { path: '/me', bearer: 'token' } };
    const out = {
      name: 'log-out',
      request: { method: 'DELETE', path: '/sessions', bearer: 'token' },
      cleanup: true,
    };
    const ran = await run(server.url, { secrets: { add: (one) => void learned.push(one) } }, [
      login,
      read,
      out,
    ]);
    expect(verdictOf(ran)).toBe('pass');
    expect(learned).toEqual(['tok-secret-1']);
    expect(server.asked[1]?.headers.authorization).toBe('Bearer tok-secret-1');
    const { steps: told, ...rest } = ran;
    expect(JSON.stringify(told?.slice(1))).not.toContain('tok-secret-1');
    expect(JSON.stringify(rest.assertions)).not.toContain('tok-secret-1');
  });
});

test.each([
  ['no cleanup', [CREATE, READ], /leaves nothing behind/],
  ['a slot before its capture', [READ, CREATE, DELETE], /captured only after/],
  [
    'a captured value that cleaning up must differ from',
    [CREATE, { ...DELETE, expect: { body: [{ path: '$.id', differs: '{thing}' }] } }],
    /where \{thing\} was not captured/,
  ],
  ['a name twice', [CREATE, CREATE, DELETE], /another step has this name/],
  ['cleanup in the middle', [CREATE, DELETE, READ], /stand at the end/],
  [
    'two auth methods',
    [
      { ...READ, request: { path: '/', auth: 'a' } },
      { ...DELETE, request: { path: '/', auth: 'b' } },
    ],
    /one auth method/,
  ],
  [
    'a bearer that nobody captured',
    [{ ...READ, request: { path: '/', bearer: 'x' } }, READ],
    /captures a secret/,
  ],
  ['a body of GET', [{ ...READ, request: { path: '/', body: {} } }, READ], /has no body/],
  ['one step', [READ], /2/],
])('%s is refused before anything runs', (_name, of, why) => {
  const parsed = kindOf('http').schema.safeParse({ steps: of });
  expect(JSON.stringify(parsed.error)).toMatch(why);
});

test('a parameter that fits nowhere is refused before a byte is sent', async () => {
  const server = await things({ POST: made('t-1') });
  const odd = { ...READ, request: { path: '/', headers: { 'x-note': '{size}' } } };
  await expect(run(server.url, { parameters: { size: '☃' } }, [CREATE, odd, DELETE])).rejects.toThrow(
    /cannot carry/,
  );
  expect(server.lines()).toEqual([]);
});
