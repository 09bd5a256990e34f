import { describe, expect, test } from 'vitest';
import type { CredentialSourceSpec } from '../../runbook-runner/ports/credential.ts';
import { ask, credentialWorld, type World } from './support/credentials.ts';

const ENV: Record<string, CredentialSourceSpec> = {
  'client-id': { env: 'PAY_ID', obtain: 'the vault, entry pay' },
  'client-secret': { env: 'PAY_SECRET', obtain: 'the vault, entry pay' },
};

const world = credentialWorld();

const TOKEN = { access_token: 'tok-1', token_type: 'Bearer', expires_in: 600, scope: 'charges.read other' };

describe('client credentials', () => {
  test('a token is asked for as RFC 6749 says, and every secret is told to the sink', async () => {
    const url = await world.tokens([200, TOKEN]);
    const outcome = await world.credentials().authorize(ask(url));
    expect(outcome).toEqual({
      ok: true,
      grant: {
        headers: [['authorization', 'Bearer tok-1']],
        scopes: ['charges.read', 'other'],
        proven: true,
        aheadMs: expect.any(Number),
        expiresAt: new Date('2026-01-01T00:10:00Z'),
      },
    });
    const basic = Buffer.from('id%2D1:s3cret+value').toString('base64');
    expect(world.seen).toEqual([
      { authorization: `Basic ${basic}`, body: 'scope=charges.read&grant_type=client_credentials' },
    ]);
    expect([...world.added].sort()).toEqual(['id-1', 's3cret value', 'tok-1', basic].sort());
  });

  test('a good token is kept, a fresh one is fetched when asked, and one near its end is renewed', async () => {
    const port = world.credentials();
    const url = await world.tokens([200, TOKEN]);
    await Promise.all([port.authorize(ask(url)), port.authorize(ask(url))]);
    expect(world.seen).toHaveLength(1);
    await port.authorize(ask(url));
    expect(world.seen).toHaveLength(1);
    await port.authorize(ask(url, { fresh: true }));
    expect(world.seen).toHaveLength(2);
    world.now = new Date('2026-01-01T00:09:45Z');
    await port.authorize(ask(url));
    expect(world.seen).toHaveLength(3);
  });

  test.each([
    [401, { error: 'invalid_client' }, {}, 'credential-refused'],
    [401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="x"' }, 'credential-refused'],
    [400, { error: 'invalid_scope' }, {}, 'credential-refused'],
    [403, 'no', { 'content-type': 'text/plain' }, 'credential-refused'],
    [400, { error: 'unsupported_grant_type' }, {}, 'credential-refused'],
    [400, { error: 'of_their_own' }, {}, 'unexpected-status'],
    [404, '<h1>', {}, 'unexpected-status'],
    [429, { error: 'invalid_client' }, {}, 'unexpected-status'],
    [500, 'oops', {}, 'unexpected-status'],
    [503, { error: 'invalid_client' }, {}, 'unexpected-status'],
    [302, '', { location: 'http://169.254.169.254/' }, 'unexpected-status'],
    [200, '{', {}, 'malformed-response'],
    [200, { token_type: 'bearer' }, {}, 'malformed-response'],
    [200, { access_token: 'x', token_type: 'mac' }, {}, 'malformed-response'],
    [200, { access_token: 'x', token_type: 'DPoP' }, {}, 'malformed-response'],
    [200, { access_token: 'first\r\nx-second: 1', token_type: 'bearer' }, {}, 'malformed-response'],
    [200, { access_token: 'tök€n', token_type: 'bearer' }, {}, 'malformed-response'],
  ])('%i %j is a failure of class %4$s', async (status, body, headers, cls) => {
    const url = await world.tokens([status, body, headers]);
    const outcome = await world.credentials().authorize(ask(url));
    expect(outcome).toMatchObject({
      ok: false,
      problem: { class: cls, outcome: 'fail', phase: 'credential' },
    });
    const told = outcome.ok ? undefined : outcome.problem.status;
    expect(told).toBe(cls === 'malformed-response' ? undefined : status);
  });
});

test('a token endpoint that failed is told with its status and its Retry-After, and blames no credential', async () => {
  const url = await world.tokens([503, 'down', { 'retry-after': '30' }]);
  const { host } = new URL(url);
  expect(await world.credentials().authorize(ask(url))).toMatchObject({
    problem: {
      status: 503,
      message: `The token endpoint of ${host} answered 503; it did not judge the credential.`,
      hint: 'Its Retry-After: 30.',
    },
  });
});

function bindingsTo(host: string): string {
  const slot = (field: string) => `pay.${field} (oauth2-client-credentials, POST /oauth/token)`;
  const bindings = {
    'lumenpay.staging.client-id': [{ host, slot: slot('clientId') }],
    'lumenpay.staging.client-secret': [{ host, slot: slot('clientSecret') }],
  };
  return JSON.stringify({ bindings });
}

describe('secrets', () => {
  const variables = { PAY_ID: 'id', PAY_SECRET: 'secret' };
  const problem = async (given: World, url = 'https://api.pay.example') => {
    const outcome = await world.credentials({ sources: ENV, ...given }).authorize(ask(url));
    return outcome.ok ? undefined : outcome.problem;
  };

  test('a missing variable is an error that names it and where to get it', async () => {
    expect(await problem({ bindings: bindingsTo('api.pay.example') })).toMatchObject({
      class: 'credential-missing',
      outcome: 'error',
      message: expect.stringContaining('PAY_ID'),
      hint: expect.stringContaining('the vault, entry pay'),
    });
  });

  test('a bound secret is sent, and one that is bound to another host is not', async () => {
    const url = await world.tokens([200, TOKEN]);
    expect(await problem({ variables, bindings: bindingsTo('api.pay.example') }, url)).toMatchObject({
      class: 'secret-not-allowed',
      outcome: 'error',
      hint: expect.stringContaining('secrets bind lumenpay.staging.client-id'),
    });
    expect(world.seen).toEqual([]);
    expect(await problem({ variables, bindings: bindingsTo(new URL(url).host) }, url)).toBeUndefined();
    expect(world.seen).toHaveLength(1);
  });

  test('the sandbox’s credentials go to the sandbox only', async () => {
    const outcome = await world.credentials().authorize(ask('https://api.pay.example', { loopback: false }));
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'secret-not-allowed' } });
    expect(world.added.size).toBe(0);
  });

  test('without a sandbox they are an error', async () => {
    const outcome = await world.credentials({ sandbox: undefined }).authorize(ask('http://127.0.0.1:9'));
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'sandbox-not-running', outcome: 'error' } });
  });

  test('an auth method or a credential that is not declared is an error', async () => {
    const port = world.credentials({ sources: {} });
    expect(await port.authorize(ask('http://127.0.0.1:9'))).toMatchObject({
      ok: false,
      problem: { class: 'credential-missing' },
    });
    const none = await port.authorize(ask('http://127.0.0.1:9', { auth: 'none' }));
    expect(none).toMatchObject({ ok: false, problem: { class: 'credential-missing' } });
  });
});
