// A mock answers as its document promises, keeps a log, and says where a document is broken.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mock, startMock } from '../../runbook-runner/sandbox/mock/index.ts';

const CONTRACT = 'tests/fixtures/mock/acme.openapi.yaml';

describe('a mock of an OpenAPI document', () => {
  let mock: Mock;
  beforeEach(async () => {
    mock = await startMock({ name: 'acme', file: CONTRACT });
  });
  afterEach(() => mock.close());

  it('answers with the example of the document', async () => {
    const answer = await fetch(`${mock.url}/parts/p_1`, { headers: { 'x-api-key': 'k' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ id: 'p_1', weight: 12 });
  });

  it('refuses a request without the declared key', async () => {
    expect((await fetch(`${mock.url}/parts/p_1`)).status).toBe(401);
  });

  it('refuses a body that is not as declared', async () => {
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
    const answer = await fetch(`${mock.url}/parts`, { method: 'POST', headers, body: '{"weight":"heavy"}' });
    expect(answer.status).toBe(422);
  });

  it.each([
    ['broken off', '{"weight":', 400],
    ['empty', ' ', 400],
    ['larger than is taken', `"${'x'.repeat(10 * 1024 * 1024)}"`, 413],
  ])('refuses JSON that is %s, at once', async (_, body, status) => {
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(5_000);
    const answer = await fetch(`${mock.url}/parts`, { method: 'POST', headers, body, signal });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.any(String) });
  });

  it('takes a body of the declared form', async () => {
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
    const body = '{"id":"p_2","weight":12}';
    expect((await fetch(`${mock.url}/parts`, { method: 'POST', headers, body })).status).toBe(201);
  });

  it('answers 404 to an address that the document does not have', async () => {
    expect((await fetch(`${mock.url}/nothing`)).status).toBe(404);
  });

  it('answers the same twice where there is no example', async () => {
    const read = async () => (await fetch(`${mock.url}/parts`, { headers: { 'x-api-key': 'k' } })).text();
    expect(await read()).toBe(await read());
  });

  it('logs method, path, status, client and trace', async () => {
    const headers = { 'x-api-key': 'k', 'user-agent': 'order-sync/1.0' };
    await (await fetch(`${mock.url}/parts/p_1?full=1`, { headers })).text();
    const [entry] = mock.log.entries();
    expect(entry).toMatchObject({ server: 'acme', method: 'GET', path: '/parts/p_1', status: 200 });
    expect(entry?.client).toBe('order-sync');
  });
});

describe('a document that cannot be mocked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-mock-'));
  const file = join(folder, 'api.yaml');
  it.each([
    ['broken YAML', 'openapi: 3.1.0\npaths: [\n', /api\.yaml:\d+:\d+: /],
    ['another format', 'swagger: "2.0"\n', /api\.yaml:1:1: This is no OpenAPI 3 document/],
    ['an empty file', '', /api\.yaml/],
    [
      'a reference to elsewhere',
      'openapi: 3.1.0\npaths:\n  /a:\n    $ref: https://example.invalid/a.yaml\n',
      /api\.yaml:4:11: "https:\/\/example\.invalid\/a\.yaml" is in another file/,
    ],
    ['no operation', 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n', /has no operation/],
  ])('%s is refused with its place', async (_, text, message) => {
    writeFileSync(file, text);
    await expect(startMock({ name: 'acme', file })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    });
  });

  it('a missing file is named', async () => {
    await expect(startMock({ name: 'acme', file: join(folder, 'gone.yaml') })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('gone.yaml cannot be read: ENOENT'),
    });
  });
});
