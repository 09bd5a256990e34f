// The document of the API and the gates say the same of every route.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';

interface Operation {
  readonly summary: string;
  readonly security?: readonly Record<string, unknown>[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await testServer();
  document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => server.close());

const OPEN = [
  'GET /api/health',
  'GET /api/openapi.json',
  'POST /api/pairings',
  'POST /api/pairings/redeem',
  'POST /api/pairings/{id}/claim',
];
const CONTROL = [
  'GET /api/pairings',
  'POST /api/pairings/links',
  'POST /api/pairings/{id}/confirm',
  'POST /api/pairings/{id}/decline',
];

const operations = (): { name: string; path: string; method: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path: path.replaceAll(/\{\w+\}/g, '0199a0e0-0000-7000-8000-000000000000'),
      method: method.toUpperCase(),
      operation,
    })),
  );

const withoutToken = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, {
    method,
    headers: { 'x-playbook-client': '1', 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });

describe('the document', () => {
  test('is OpenAPI 3.1, summarizes each route, and resolves its references', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().length).toBeGreaterThan(20);
    expect(operations().filter((one) => !one.operation.summary)).toEqual([]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    const missing = references.filter(([, path = '']) => {
      let node: unknown = document;
      for (const part of path.split('/')) node = (node as Record<string, unknown> | undefined)?.[part];
      return node === undefined;
    });
    expect(missing).toEqual([]);
  });

  test('opens only what comes before pairing', () => {
    const open = operations().filter((one) => one.operation.security?.length === 0);
    expect(open.map((one) => one.name).sort()).toEqual(OPEN);
  });
});

test('every other route answers 401 without a token', async () => {
  const closed = operations().filter((one) => !OPEN.includes(one.name));
  const answers = await Promise.all(
    closed.map(async ({ name, method, path }) => `${name} ${(await withoutToken(method, path)).status}`),
  );
  expect(answers.filter((one) => !one.endsWith(' 401'))).toEqual([]);
});

test("the terminal's routes refuse a paired browser, and the control token is refused from a page", async () => {
  const control = operations().filter((one) => CONTROL.includes(one.name));
  expect(control.map((one) => one.name).sort()).toEqual(CONTROL);
  for (const { name, method, path } of control) {
    const asPage = await server.ask(method, path, method === 'GET' ? undefined : {});
    expect(asPage.status, name).toBe(401);
    const authorization = `Bearer ${server.controlToken}`;
    const asTerminal = await withoutToken(method, path, { authorization });
    expect([200, 201, 404], name).toContain(asTerminal.status);
    const fromPage = await withoutToken(method, path, { authorization, origin: server.origin });
    expect(fromPage.status, name).toBe(401);
  }
});

test('an address that no route has answers 404, and one that has another method 405 with Allow', async () => {
  expect((await server.ask('GET', '/api/nothing')).status).toBe(404);
  const wrong = await server.ask('GET', '/api/checks/ping/runs');
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toBe('POST');
  expect(server.runner.checks).toEqual([]);
});

test.each(['/api/health', '/api/status', '/api/nothing', '/nowhere', '/api/status?token=x', '/'])(
  'security headers stand on %s',
  async (path) => {
    const { headers } = await fetch(`${server.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  },
);
