// Each request is wrong at one gate and at every later one: the earlier gate answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusOf, type TestServer, testServer } from '../support/server.ts';
import { PAGE, SEAL } from '../support/stub-runner.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ limits: { runs: 0 } });
});
afterAll(() => server.close());

const stale = { environment: 'sandbox', page: PAGE, seal: `sha256-${'b'.repeat(43)}`, dryRun: false };
const unsealed = { environment: 'sandbox', dryRun: false };
const sealed = { ...unsealed, page: PAGE, seal: SEAL };

test('Host is looked at before everything', async () => {
  const answer = await server.raw(
    'GET /api/actions/a/runs?token=x HTTP/1.1\r\nHost: evil:1\r\nOrigin: http://evil\r\n\r\n',
  );
  expect(statusOf(answer)).toBe(403);
  expect(answer).toContain('host_refused');
});

interface Wrong {
  readonly gate: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly code: string;
}

const KEY = { 'idempotency-key': '12345678' };
const rows: Wrong[] = [
  {
    gate: 'Origin',
    method: 'PUT',
    headers: { origin: 'http://evil', authorization: '' },
    body: 'x',
    code: 'origin_refused',
  },
  {
    gate: 'method',
    method: 'PUT',
    headers: { 'content-type': 'text/plain', authorization: '' },
    body: 'x',
    code: 'method_refused',
  },
  {
    gate: 'type',
    headers: { 'content-type': 'text/plain', authorization: '' },
    body: 'x',
    code: 'media_type_refused',
  },
  {
    gate: 'client',
    headers: { 'x-playbook-client': '0', authorization: '' },
    body: 'x',
    code: 'malformed_request',
  },
  {
    gate: 'token in URL',
    path: '/api/actions/a/runs?token=x',
    headers: { authorization: '' },
    body: 'x',
    code: 'token_in_url',
  },
  { gate: 'no token', headers: { authorization: '' }, body: 'x', code: 'token_missing' },
  { gate: 'token', headers: { authorization: `Bearer ${'x'.repeat(43)}` }, body: 'x', code: 'token_refused' },
  { gate: 'size', body: 'x'.repeat(256 * 1024 + 1), code: 'body_too_large' },
  { gate: 'JSON', body: 'x', code: 'malformed_request' },
  { gate: 'schema', body: { ...stale, url: 'http://evil' }, code: 'invalid_request' },
  { gate: 'page without its seal', body: unsealed, code: 'invalid_request' },
  { gate: 'seal', body: stale, code: 'stale_seal' },
  { gate: 'idempotency', body: sealed, code: 'idempotency_missing' },
  { gate: 'queue', body: sealed, headers: KEY, code: 'queue_full' },
];

test.each(rows)('then $gate: $code', async ({ method = 'POST', path, headers, body, code }) => {
  const answer = await server.ask(method, path ?? '/api/actions/a/runs', body, headers);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problem).toMatchObject({ code, status: answer.status });
  expect(server.runner.actions).toEqual([]);
});

test('the terminal, which has no page, acts without a seal', async () => {
  const authorization = `Bearer ${server.controlToken}`;
  const headers = { 'content-type': 'application/json', 'x-playbook-client': '1', authorization, ...KEY };
  const body = JSON.stringify(unsealed);
  const answer = await fetch(`${server.url}/api/actions/a/runs`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({ code: 'queue_full' });
});
