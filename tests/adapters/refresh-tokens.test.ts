import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';
import type { AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { ask, credentialWorld } from './support/credentials.ts';

const world = credentialWorld();

const method = AuthMethod.parse({
  kind: 'oauth2-refresh-token',
  tokenPath: '/token',
  clientId: 'client-id',
  clientSecret: 'client-secret',
  refreshToken: 'refresh-token',
});
const sources = {
  'client-id': { sandbox: 'pay-id' },
  'client-secret': { sandbox: 'pay-secret' },
  'refresh-token': { sandbox: 'pay-refresh' },
};

/** The runner's credentials as a new process would have them. */
const port = (refresh = 'refresh-0') =>
  world.credentials({
    method,
    sources,
    sandbox: { 'pay-id': 'id-1', 'pay-secret': 's3cret value', 'pay-refresh': refresh },
  });

const files = () =>
  readdirSync(join(world.folder, 'refresh-tokens')).filter((name) => name.endsWith('.json'));
const kept = () =>
  files().map((name) => JSON.parse(readFileSync(join(world.folder, 'refresh-tokens', name), 'utf8')).token);

/** A server that takes each refresh token once, and revokes everything when one comes twice (RFC 9700 §4.14.2). */
function rotating(answer: object = {}) {
  let current = 'refresh-0';
  let turn = 0;
  const used: string[] = [];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const given = new URLSearchParams(body).get('refresh_token') ?? '';
    used.push(given);
    const good = given === current;
    turn += 1;
    current = good ? `refresh-${turn}` : 'revoked';
    const token = { access_token: `access-${turn}`, token_type: 'Bearer', expires_in: 600 };
    response.writeHead(good ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(good ? { ...token, refresh_token: current, ...answer } : { error: 'invalid_grant' }),
    );
  };
  return { listener, used };
}

const authorize = async (url: string, more: Partial<AuthRequest> = {}, from = port()) =>
  from.authorize(ask(url, more));

describe('a refresh token that rotates', () => {
  test('is kept in a private file before the access token is used, and the next process goes on with it', async () => {
    const { listener, used } = rotating();
    const url = await world.serve(listener);
    expect(await authorize(url)).toMatchObject({
      ok: true,
      grant: { headers: [['authorization', 'Bearer access-1']], proven: true },
    });
    expect(await authorize(url)).toMatchObject({ ok: true });
    expect(used).toEqual(['refresh-0', 'refresh-1']);
    expect(kept()).toEqual(['refresh-2']);
    const folder = join(world.folder, 'refresh-tokens');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect([...world.added]).toEqual(expect.arrayContaining(['refresh-0', 'refresh-1', 'refresh-2']));
  });

  test('is used by one at a time, however many ask', async () => {
    const { listener, used } = rotating();
    const url = await world.serve(listener);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => authorize(url)));
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
    expect(new Set(used).size).toBe(8);
  });

  test('is left alone by one whose deadline comes before its turn, and who tells just that', async () => {
    const { listener, used } = rotating();
    const url = await world.serve((...both) => void setTimeout(() => listener(...both), 300));
    const first = authorize(url);
    const second = await authorize(url, { signal: AbortSignal.timeout(100), deadlineMs: 100 });
    expect(second).toMatchObject({ problem: { class: 'timeout', outcome: 'fail', phase: 'credential' } });
    expect(await first).toMatchObject({ ok: true });
    expect(used).toEqual(['refresh-0']);
  });

  test('is kept even when the rest of the answer is no token', async () => {
    const { listener } = rotating({ access_token: 7 });
    const url = await world.serve(listener);
    expect(await authorize(url)).toMatchObject({ ok: false, problem: { class: 'malformed-response' } });
    expect(kept()).toEqual(['refresh-1']);
  });

  test('takes an access token beside an ID token, whoever issued that', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: 'https://id.example/tenant', aud: 'another', sub: 'u', iat: 1, exp: 2 };
    const { listener } = rotating({ id_token: `${part({ alg: 'RS256' })}.${part(claims)}.c2ln` });
    expect(await authorize(await world.serve(listener))).toMatchObject({
      ok: true,
      grant: { headers: [['authorization', 'Bearer access-1']] },
    });
  });

  test('gives way to one that a person sets anew', async () => {
    const { listener, used } = rotating();
    const url = await world.serve(listener);
    await authorize(url);
    const outcome = await authorize(url, {}, port('refresh-new'));
    expect(used).toEqual(['refresh-0', 'refresh-new']);
    expect(outcome).toMatchObject({
      ok: false,
      problem: {
        class: 'credential-refused',
        outcome: 'fail',
        hint: expect.stringContaining('Log in again'),
      },
    });
  });

  test('belongs to one host, environment and method', async () => {
    const first = rotating();
    const second = rotating();
    await authorize(await world.serve(first.listener));
    await authorize(await world.serve(second.listener));
    expect(second.used).toEqual(['refresh-0']);
    expect(kept()).toEqual(['refresh-1', 'refresh-1']);
  });

  test('is not used when the file is damaged, and the error does not repeat what stands there', async () => {
    const { listener, used } = rotating();
    const url = await world.serve(listener);
    await authorize(url);
    writeFileSync(join(world.folder, 'refresh-tokens', files()[0] ?? ''), 'secret-in-the-file {');
    const outcome = await authorize(url);
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'credential-unusable', outcome: 'error' } });
    expect(JSON.stringify(outcome)).not.toContain('secret-in-the-file');
    expect(used).toHaveLength(1);
  });

  test('is not used in a folder where it could not be kept', async () => {
    const { listener, used } = rotating();
    const url = await world.serve(listener);
    writeFileSync(join(world.folder, 'refresh-tokens'), '');
    expect(await authorize(url)).toMatchObject({ ok: false, problem: { class: 'credential-unusable' } });
    expect(used).toEqual([]);
  });
});

test('a server that does not rotate is asked by the same token again', async () => {
  const url = await world.tokens([200, { access_token: 'a', token_type: 'Bearer' }]);
  await authorize(url);
  await authorize(url);
  expect(world.seen.map(({ body }) => body)).toEqual(
    Array.from({ length: 2 }, () => 'refresh_token=refresh-0&grant_type=refresh_token'),
  );
});
