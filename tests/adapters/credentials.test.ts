import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCredentials } from '../../runbook-runner/adapters/credentials.ts';
import { createSecrets } from '../../runbook-runner/adapters/secrets.ts';
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import type {
  AuthMethodSpec,
  AuthRequest,
  CredentialSourceSpec,
} from '../../runbook-runner/ports/credential.ts';
import { type Running, serveHttp } from '../support/servers.ts';

const OAUTH: AuthMethodSpec = {
  kind: 'oauth2-client-credentials',
  tokenPath: '/oauth/token',
  clientId: 'client-id',
  clientSecret: 'client-secret',
  scopes: ['charges.read'],
};
const ENV: Record<string, CredentialSourceSpec> = {
  'client-id': { env: 'PAY_ID', obtain: 'the vault, entry pay' },
  'client-secret': { env: 'PAY_SECRET', obtain: 'the vault, entry pay' },
};
const SANDBOX: Record<string, CredentialSourceSpec> = {
  'client-id': { sandbox: 'pay-id' },
  'client-secret': { sandbox: 'pay-secret' },
};

let folder: string;
let now: Date;
let server: Running | undefined;
let seen: { authorization: string | undefined; body: string }[];
const added = new Set<string>();
const http = createHttp();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playbook-secrets-'));
  now = new Date('2026-01-01T00:00:00Z');
  seen = [];
  added.clear();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server?.close();
  server = undefined;
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** A token endpoint that answers `answers` in turn, the last one again and again. */
async function tokens(...answers: readonly [number, unknown, Record<string, string>?][]): Promise<string> {
  const listener: RequestListener = async (request, response) => {
    seen.push({ authorization: request.headers.authorization, body: await bodyOf(request) });
    const [status, body, headers] = answers[Math.min(seen.length, answers.length) - 1] ?? [500, {}];
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  server = await serveHttp(listener);
  return server.url;
}

interface World {
  method?: AuthMethodSpec;
  sources?: Record<string, CredentialSourceSpec>;
  variables?: Record<string, string>;
  bindings?: string;
  sandbox?: Record<string, string> | undefined;
}

function credentials(world: World = {}) {
  const file = join(folder, 'secrets.json');
  if (world.bindings !== undefined) writeFileSync(file, world.bindings, { mode: 0o600 });
  const sink = { add: (value: string) => void added.add(value) };
  const seeded = 'sandbox' in world ? world.sandbox : { 'pay-id': 'id-1', 'pay-secret': 's3cret value' };
  const secrets = createSecrets({
    variables: world.variables ?? {},
    bindingsFile: file,
    sandbox: async () => seeded,
    sink,
  });
  const clock = { now: () => now, monotonicMs: () => 0, sleep: async () => undefined };
  const declared = { method: world.method ?? OAUTH, credentials: world.sources ?? SANDBOX };
  const lookup = (_integration: string, _environment: string, auth: string) =>
    auth === 'pay' ? declared : undefined;
  return createCredentials({ http, clock, secrets, lookup, sink });
}

function ask(baseUrl: string, more: Partial<AuthRequest> = {}): AuthRequest {
  const { signal } = new AbortController();
  const where = { integration: 'lumenpay', environment: 'staging', auth: 'pay', baseUrl };
  return { ...where, ca: [], loopback: true, signal, deadlineMs: 2000, ...more };
}

const TOKEN = { access_token: 'tok-1', token_type: 'Bearer', expires_in: 600, scope: 'charges.read other' };

describe('client credentials', () => {
  test('a token is asked for as RFC 6749 says, and every secret is told to the sink', async () => {
    const url = await tokens([200, TOKEN]);
    const outcome = await credentials().authorize(ask(url));
    expect(outcome).toEqual({
      ok: true,
      grant: {
        headers: [['authorization', 'Bearer tok-1']],
        scopes: ['charges.read', 'other'],
        expiresAt: new Date('2026-01-01T00:10:00Z'),
      },
    });
    const basic = Buffer.from('id%2D1:s3cret+value').toString('base64');
    expect(seen).toEqual([
      { authorization: `Basic ${basic}`, body: 'scope=charges.read&grant_type=client_credentials' },
    ]);
    expect([...added].sort()).toEqual(['id-1', 's3cret value', 'tok-1', basic].sort());
  });

  test('a good token is kept, a fresh one is fetched when asked, and one near its end is renewed', async () => {
    const port = credentials();
    const url = await tokens([200, TOKEN]);
    await Promise.all([port.authorize(ask(url)), port.authorize(ask(url))]);
    expect(seen).toHaveLength(1);
    await port.authorize(ask(url));
    expect(seen).toHaveLength(1);
    await port.authorize(ask(url, { fresh: true }));
    expect(seen).toHaveLength(2);
    now = new Date('2026-01-01T00:09:45Z');
    await port.authorize(ask(url));
    expect(seen).toHaveLength(3);
  });

  test.each([
    [401, { error: 'invalid_client' }, {}, 'credential-refused'],
    [401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="x"' }, 'credential-refused'],
    [400, { error: 'invalid_scope' }, {}, 'credential-refused'],
    [403, 'no', { 'content-type': 'text/plain' }, 'credential-refused'],
    [500, 'oops', {}, 'malformed-response'],
    [200, '{', {}, 'malformed-response'],
    [200, { token_type: 'bearer' }, {}, 'malformed-response'],
    [200, { access_token: 'x', token_type: 'mac' }, {}, 'malformed-response'],
    [302, '', { location: 'http://169.254.169.254/' }, 'malformed-response'],
  ])('%i %j is a failure of class %4$s', async (status, body, headers, cls) => {
    const url = await tokens([status, body, headers]);
    const outcome = await credentials().authorize(ask(url));
    expect(outcome).toMatchObject({
      ok: false,
      problem: { class: cls, outcome: 'fail', phase: 'credential' },
    });
  });

  test('an endpoint that is down is a transport problem', async () => {
    const outcome = await credentials().authorize(ask('http://127.0.0.1:9'));
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'refused', outcome: 'fail' } });
  });
});

describe('secrets', () => {
  const variables = { PAY_ID: 'id', PAY_SECRET: 'secret' };
  const problem = async (world: World, url = 'https://api.pay.example') => {
    const outcome = await credentials({ sources: ENV, ...world }).authorize(ask(url));
    return outcome.ok ? undefined : outcome.problem;
  };

  test('a missing variable is an error that names it and where to get it', async () => {
    expect(await problem({})).toMatchObject({
      class: 'credential-missing',
      outcome: 'error',
      message: expect.stringContaining('PAY_ID'),
      hint: expect.stringContaining('the vault, entry pay'),
    });
  });

  test('an unbound secret stays here, and the hint is the line to add', async () => {
    expect(await problem({ variables })).toMatchObject({
      class: 'secret-not-allowed',
      outcome: 'error',
      hint: expect.stringContaining('"lumenpay.staging.client-id": "api.pay.example"'),
    });
  });

  test('a binding to another host does not count', async () => {
    const url = await tokens([200, TOKEN]);
    const bindings = JSON.stringify({
      'lumenpay.staging.client-id': 'api.pay.example',
      'lumenpay.staging.client-secret': 'api.pay.example',
    });
    expect(await problem({ variables, bindings }, url)).toMatchObject({ class: 'secret-not-allowed' });
    expect(seen).toEqual([]);
  });

  test('a bound secret is sent', async () => {
    const url = await tokens([200, TOKEN]);
    const { host } = new URL(url);
    const bindings = JSON.stringify({
      'lumenpay.staging.client-id': host,
      'lumenpay.staging.client-secret': ['elsewhere.example', host],
    });
    expect(await problem({ variables, bindings }, url)).toBeUndefined();
    expect(seen).toHaveLength(1);
  });

  test('bindings that others can write, or that are not JSON, count for nothing', async () => {
    const bindings = JSON.stringify({ 'lumenpay.staging.client-id': 'api.pay.example' });
    const port = credentials({ sources: ENV, variables, bindings });
    chmodSync(join(folder, 'secrets.json'), 0o666);
    const outcome = await port.authorize(ask('https://api.pay.example'));
    expect(outcome).toMatchObject({
      ok: false,
      problem: { class: 'secret-not-allowed', hint: expect.stringMatching(/chmod 600/) },
    });
    expect(await problem({ variables, bindings: '{' })).toMatchObject({ class: 'secret-not-allowed' });
  });

  test('the sandbox’s credentials go to the sandbox only', async () => {
    const outcome = await credentials().authorize(ask('https://api.pay.example', { loopback: false }));
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'secret-not-allowed' } });
    expect(added.size).toBe(0);
  });

  test('without a sandbox they are an error', async () => {
    const outcome = await credentials({ sandbox: undefined }).authorize(ask('http://127.0.0.1:9'));
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'sandbox-not-running', outcome: 'error' } });
  });

  test('an auth method or a credential that is not declared is an error', async () => {
    const port = credentials({ sources: {} });
    expect(await port.authorize(ask('http://127.0.0.1:9'))).toMatchObject({
      ok: false,
      problem: { class: 'credential-missing' },
    });
    const none = await port.authorize(ask('http://127.0.0.1:9', { auth: 'none' }));
    expect(none).toMatchObject({ ok: false, problem: { class: 'credential-missing' } });
  });
});

describe('other methods', () => {
  const sources = { key: { sandbox: 'pay-secret' } };

  test('an API key travels in its header', async () => {
    const method: AuthMethodSpec = { kind: 'api-key', header: 'X-Api-Key', key: 'key' };
    const outcome = await credentials({ method, sources }).authorize(ask('http://127.0.0.1:9'));
    expect(outcome).toEqual({ ok: true, grant: { headers: [['x-api-key', 's3cret value']] } });
  });

  test('a bearer token that is a JWT tells its end and scopes', async () => {
    const claims = Buffer.from(JSON.stringify({ exp: 1_800_000_000, scope: 'a b' })).toString('base64url');
    const sandbox = { 'pay-secret': `e30.${claims}.sig` };
    const method: AuthMethodSpec = { kind: 'bearer', token: 'key' };
    const outcome = await credentials({ method, sources, sandbox }).authorize(ask('http://127.0.0.1:9'));
    expect(outcome).toMatchObject({ grant: { expiresAt: new Date(1_800_000_000_000), scopes: ['a', 'b'] } });
  });
});
