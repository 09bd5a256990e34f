import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';
import type { AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { OAUTH } from '../adapters/support/credentials.ts';
import { serveRaw } from '../support/servers.ts';
import { type Answer, broken, credentialChecks, KEY } from './credential-support.ts';
import { kindOf, runCheck } from './support.ts';

const { world, answering, check, checked } = credentialChecks();

describe('a probe', () => {
  const bearer = (parameters: string) => ({ 'www-authenticate': `Bearer realm="x", ${parameters}` });

  test.each([
    ['says nothing', 401, {}, {}, 'refused'],
    ['says nothing', 403, {}, {}, 'refused'],
    [
      'says expired in its challenge',
      401,
      bearer('error="invalid_token", error_description="The access token expired"'),
      {},
      'expired',
    ],
    [
      'says revoked in its challenge',
      401,
      bearer('error="invalid_token", error_description="Token \\"x\\" was revoked"'),
      {},
      'revoked',
    ],
    ['says invalid_token alone', 401, bearer('error=invalid_token'), {}, 'refused'],
    ['names a scope', 403, bearer('error="insufficient_scope", scope="write"'), {}, 'scope-missing'],
    ['names the scope of the resource', 401, bearer('scope="read"'), {}, 'refused'],
    ['says expired in a problem document', 401, {}, { type: 'https://x.example/key-expired' }, 'expired'],
    ['says revoked in an error object', 401, {}, { error: { message: 'This key was disabled' } }, 'revoked'],
    ['leaves it open', 401, {}, { error_description: 'Token has been expired or revoked.' }, 'refused'],
    ['challenges one way, and says another', 401, bearer('error="expired"'), { title: 'revoked' }, 'expired'],
  ])('that %s with %i %j %j is a failure by %5$s', async (_, status, headers, body, code) => {
    const ran = await checked(answering(status, headers, body), KEY);
    expect(broken(ran)).toEqual([`grant ${code}`]);
    expect(ran.problem).toMatchObject({ class: 'credential-refused', outcome: 'fail' });
    expect(ran.exchange?.response?.status).toBe(status);
    expect(verdictOf(ran)).toBe('fail');
  });

  test.each([
    [{ title: 'expired' }, 'Get a new one and set it in its place.'],
    [{ error: 'insufficient_scope' }, 'Compare `scopes` of the auth method with what the vendor grants us.'],
    [{}, 'It was rotated or disabled, lacks a right, or is sent in another way than the vendor documents.'],
  ])('that says %j tells what to do', async (body, hint) => {
    expect((await checked(answering(403, {}, body), KEY)).problem?.hint).toBe(hint);
  });

  test.each([
    [200, [], 'pass'],
    [204, [], 'pass'],
    [301, ['grant error'], 'error'],
    [404, ['grant error'], 'error'],
    [429, ['grant rate-limited'], 'fail'],
    [500, ['grant server-error'], 'fail'],
    [503, ['grant server-error'], 'fail'],
  ])('that answers %i', async (status, expected, verdict) => {
    const ran = await checked(answering(status), KEY);
    expect(broken(ran)).toEqual(expected);
    expect(verdictOf(ran)).toBe(verdict);
  });

  test('sends the credential, and the record shows its name only', async () => {
    let seen: unknown;
    const ran = await checked((request, response) => {
      seen = request.headers['x-api-key'];
      answering(200)(request, response);
    }, KEY);
    expect(seen).toBe('key-123456');
    expect(ran.exchange?.request.headers).toContainEqual(['x-api-key', '[redacted]']);
  });

  test('that does not get through is a transport problem, and says nothing of the credential', async () => {
    const down = await check('http://127.0.0.1:9', KEY, { probe: { path: '/me' } });
    expect(broken(down)).toEqual(['reachable refused']);
    const server = await serveRaw((socket) => socket.end('HTTP/1.1 nonsense\r\n\r\n'));
    const garbled = await check(server.url, KEY, { probe: { path: '/me' } });
    await server.close();
    expect(garbled.problem).toMatchObject({ class: 'malformed-response', outcome: 'fail' });
    expect(broken(garbled)).toEqual(['reachable malformed-response']);
  });
});

test('without a probe, a credential that no token endpoint took is only said to be set', async () => {
  const ran = await check('http://127.0.0.1:9', KEY, {});
  expect(ran.assertions.map(({ title, actual }) => [title, actual])).toEqual([
    ['credential is set on this machine', 'set, not tried'],
  ]);
});

describe('what signs with the time', () => {
  const method = AuthMethod.parse({
    kind: 'hmac',
    algorithm: 'sha256',
    key: 'key',
    message: '{method} {path} {timestamp} {body-digest}',
    headers: { signature: 'X-Signature', timestamp: 'X-Time' },
  });
  /** An upstream that takes a signature for 30 s by its own clock. */
  const judging =
    (aheadS: number): Answer =>
    (request, response) => {
      const time = Number(request.headers['x-time']);
      const digest = createHash('sha256').update('').digest('hex');
      const text = `${request.method} ${request.url} ${time} ${digest}`;
      const signature = createHmac('sha256', 'key-123456').update(text).digest('hex');
      const fresh = Math.abs(world.now.getTime() / 1000 + aheadS - time) <= 30;
      const good = fresh && request.headers['x-signature'] === signature;
      answering(good ? 200 : 401, {}, {}, aheadS)(request, response);
    };

  test('is taken while the clocks agree, and blamed on the clocks when they do not', async () => {
    expect(broken(await checked(judging(2), { method }))).toEqual([]);
    expect(broken(await checked(judging(-300), { method }))).toEqual(['grant skewed', 'date skewed']);
  });

  test('is refused with the wrong key', async () => {
    const ran = await checked(judging(0), { method, sandbox: { key: 'another key' } });
    expect(broken(ran)).toEqual(['grant refused']);
  });
});

describe('a declared end', () => {
  const told = async (expires: string | undefined, expected: object) => {
    const source = { env: 'KEY', obtain: 'the vault', ...(expires ? { expires } : {}) };
    const url = await world.serve(answering(200));
    const slot = 'pay.key (api-key, header x-api-key)';
    const bound = { 'lumenpay.sandbox.key': [{ host: new URL(url).host, slot }] };
    const bindings = JSON.stringify({ bindings: bound });
    const given = { ...KEY, sources: { key: source }, variables: { KEY: 'key-123456' }, bindings };
    return check(url, given, { probe: { path: '/me' }, expect: expected });
  };

  test.each([
    ['2026-03-01', { daysLeft: '30d' }, [], '59d'],
    ['2026-01-15', { daysLeft: '30d' }, ['expires key expiring'], '14d'],
    ['2026-01-15', {}, [], '14d'],
    ['2026-01-01', {}, ['expires key expired'], '0d'],
    ['2025-12-01', {}, ['expires key expired'], '-31d'],
    [undefined, { daysLeft: '30d' }, ['expires error'], undefined],
    [undefined, {}, [], undefined],
  ])('of %s, held to %j', async (expires, expected, codes, actual) => {
    const ran = await told(expires, expected);
    expect(broken(ran)).toEqual(codes);
    const end = ran.assertions.find((one) => one.where === 'expires key');
    expect(end?.actual).toBe(actual);
  });
});

describe('a token endpoint', () => {
  const given = {
    method: OAUTH,
    sources: { 'client-id': { sandbox: 'id' }, 'client-secret': { sandbox: 'key' } },
  };
  const sandbox = { id: 'client', key: 'key-123456' };

  test('that grants proves the credential, and its Date tells the skew', async () => {
    const token = { access_token: 'abcdefgh', token_type: 'Bearer', expires_in: 600 };
    const url = await world.serve(answering(200, {}, token, -120));
    const ran = await check(url, { ...given, sandbox }, { expect: { validFor: '5m' } });
    expect(broken(ran)).toEqual(['date skewed']);
    expect(ran.assertions[0]).toMatchObject({ title: 'credential is accepted', actual: 'accepted' });
  });

  test.each([
    [
      'that refuses',
      answering(401, {}, { error: 'invalid_client' }),
      ['grant refused'],
      'credential-refused',
    ],
    ['that fails', answering(503), [], 'unexpected-status'],
    ['that limits us', answering(429), [], 'unexpected-status'],
    ['that answers no token', answering(200, {}, { token: 1 }), [], 'malformed-response'],
  ])('%s is a failure', async (_, answer, codes, cls) => {
    const ran = await check(await world.serve(answer), { ...given, sandbox }, {});
    expect(broken(ran)).toEqual(codes);
    expect(ran.problem).toMatchObject({ class: cls, outcome: 'fail' });
  });

  test('is asked for a fresh token, never for a kept one', async () => {
    const url = await world.tokens([
      200,
      { access_token: 'abcdefgh', token_type: 'Bearer', expires_in: 600 },
    ]);
    const port = world.credentials({ ...given, sandbox });
    const authorize = (request: AuthRequest) => port.authorize({ ...request, auth: 'pay' });
    await runCheck('credential', { auth: 'pay' }, url, { authorize });
    await runCheck('credential', { auth: 'pay' }, url, { authorize });
    expect(world.seen).toHaveLength(2);
  });

  test('that is down is a failure that names the transport', async () => {
    const ran = await check('http://127.0.0.1:9', { ...given, sandbox }, {});
    expect(ran.problem).toMatchObject({ class: 'refused', outcome: 'fail' });
  });

  test('is not asked when a credential is missing', async () => {
    const sources = { ...given.sources, 'client-secret': { env: 'PAY_SECRET', obtain: 'the vault' } };
    const ran = await check('http://127.0.0.1:9', { ...given, sources, sandbox }, {});
    expect(ran.problem).toMatchObject({
      class: 'credential-missing',
      outcome: 'error',
      message: expect.stringContaining('PAY_SECRET'),
      hint: expect.stringContaining('the vault'),
    });
    expect(verdictOf(ran)).toBe('error');
  });
});

test('the example of the reference page passes against an upstream as it describes it', async () => {
  const {
    title: _,
    integration: __,
    kind: ___,
    cost: ____,
    auth: _____,
    ...own
  } = parse(kindOf('credential').example);
  const given = {
    method: OAUTH,
    sources: { 'client-id': { sandbox: 'id' }, 'client-secret': { sandbox: 'key' } },
  };
  const token = { access_token: 'abcdefgh', token_type: 'Bearer', expires_in: 600, scope: 'charges:read' };
  const asked: (string | undefined)[] = [];
  const url = await world.serve((request, response) => {
    asked.push(request.url);
    answering(200, {}, token)(request, response);
  });
  const ran = await check(url, { ...given, sandbox: { id: 'client', key: 'key-123456' } }, own);
  expect(broken(ran)).toEqual([]);
  expect(asked).toEqual(['/oauth/token', '/v1/charges?limit=1']);
});
