import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';
import type { AuthGrant } from '../../runbook-runner/ports/credential.ts';
import { ask, credentialWorld } from './support/credentials.ts';

const world = credentialWorld();
const NOWHERE = 'http://127.0.0.1:9';

/** Authorizes by a method as YAML declares it, whose credentials have these values. */
async function authorize(declared: object, values: Record<string, string>, inspect = false) {
  const sources = Object.fromEntries(Object.keys(values).map((name) => [name, { sandbox: name }]));
  const method = AuthMethod.parse(declared);
  const port = world.credentials({ method, sources, sandbox: values });
  return port.authorize(ask(NOWHERE, { inspect }));
}

async function grantOf(declared: object, values: Record<string, string>, inspect = false) {
  const outcome = await authorize(declared, values, inspect);
  if (outcome.ok) return outcome.grant;
  throw new Error(outcome.problem.message);
}

const bearerOf = ({ headers }: AuthGrant) => headers[0]?.[1].replace(/^Bearer /, '') ?? '';

describe('api-key, bearer and basic', () => {
  test.each([
    [{ kind: 'api-key', header: 'X-Api-Key', key: 'key' }, { key: 'k-123456' }, ['x-api-key', 'k-123456']],
    [
      { kind: 'api-key', header: 'Authorization', prefix: 'Token ', key: 'key' },
      { key: 'k-123456' },
      ['authorization', 'Token k-123456'],
    ],
    [{ kind: 'bearer', token: 'token' }, { token: 'opaque' }, ['authorization', 'Bearer opaque']],
    [
      { kind: 'basic', user: 'user', password: 'password' },
      { user: 'Ada', password: 'pä:ss' },
      ['authorization', `Basic ${Buffer.from('Ada:pä:ss').toString('base64')}`],
    ],
  ])('%j sends its header', async (declared, values, header) => {
    expect((await grantOf(declared, values)).headers).toEqual([header]);
  });

  test('what basic authentication sends is a secret too', async () => {
    await grantOf({ kind: 'basic', user: 'user', password: 'password' }, { user: 'Ada', password: 'pass12' });
    expect([...world.added]).toContain(Buffer.from('Ada:pass12').toString('base64'));
  });

  test.each([
    [{ kind: 'api-key', header: 'X-Api-Key', key: 'key' }, { key: 'two\nlines' }],
    [{ kind: 'bearer', token: 'key' }, { key: 'x\r\nx-evil: 1' }],
    [
      { kind: 'basic', user: 'user', password: 'key' },
      { user: 'a:b', key: 'two\nlines' },
    ],
  ])(
    '%j with a value that no header can carry is an error that does not repeat it',
    async (declared, values) => {
      const outcome = await authorize(declared, values);
      expect(outcome).toMatchObject({
        ok: false,
        problem: { class: 'credential-unusable', outcome: 'error' },
      });
      expect(JSON.stringify(outcome)).not.toMatch(/two|evil/);
    },
  );
});

describe('jwt', () => {
  const pair = {
    RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: () => generateKeyPairSync('ed25519'),
  };
  const claims = { issuer: 'harbour', subject: 'order-sync', audience: 'https://api.stock.example' };

  test.each(Object.entries(pair))('%s is verified by its public key', async (algorithm, make) => {
    const { privateKey, publicKey } = make();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const declared = { kind: 'jwt', algorithm, key: 'key', keyId: 'k1', ...claims, lifetime: '10m' };
    for (const key of [pem, pem.replaceAll('\n', '\\n')]) {
      const grant = await grantOf(declared, { key });
      const verified = await jwtVerify(bearerOf(grant), publicKey, { ...claims, currentDate: world.now });
      expect(verified.protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
      expect(verified.payload).toMatchObject({ iat: 1_767_225_600, exp: 1_767_226_200 });
      expect(verified.payload.jti).toMatch(/^[0-9a-f-]{36}$/);
      expect(grant.expiresAt).toEqual(new Date('2026-01-01T00:10:00Z'));
      expect([...world.added]).toContain(bearerOf(grant));
    }
  });

  test('HS256 is verified by the shared secret, and kept until shortly before its end', async () => {
    const key = 'a shared secret of 32 bytes or so';
    const sources = { key: { sandbox: 'key' } };
    const method = AuthMethod.parse({ kind: 'jwt', algorithm: 'HS256', key: 'key' });
    const port = world.credentials({ method, sources, sandbox: { key } });
    const next = async () => {
      const outcome = await port.authorize(ask(NOWHERE));
      return outcome.ok ? bearerOf(outcome.grant) : '';
    };
    const first = await next();
    await jwtVerify(first, Buffer.from(key), { currentDate: world.now });
    world.now = new Date('2026-01-01T00:04:00Z');
    expect(await next()).toBe(first);
    world.now = new Date('2026-01-01T00:04:40Z');
    expect(await next()).not.toBe(first);
  });

  const rsa = pair.RS256().privateKey;
  test.each([
    ['HS256', 'short', /32 bytes or more, and this one has 5/],
    ['RS256', 'no key at all', /PKCS #8/],
    ['RS256', rsa.export({ type: 'pkcs1', format: 'pem' }).toString(), /PKCS #8/],
    ['RS256', '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----', /cannot be used/],
    ['ES256', rsa.export({ type: 'pkcs8', format: 'pem' }).toString(), /cannot be used/],
  ])('%s with a key that is none is an error that does not repeat it', async (algorithm, key, message) => {
    const outcome = await authorize({ kind: 'jwt', algorithm, key: 'key' }, { key });
    expect(outcome).toMatchObject({
      ok: false,
      problem: { class: 'credential-unusable', outcome: 'error', message: expect.stringMatching(message) },
    });
    expect(JSON.stringify(outcome)).not.toContain(key.split('\n').at(1) ?? key);
  });
});

describe('hmac', () => {
  const declared = {
    kind: 'hmac',
    algorithm: 'sha256',
    key: 'key',
    keyId: 'id',
    message: '{method}\n{host}{path}\n{query}\n{timestamp}\n{body-digest}',
    headers: { signature: 'X-Signature', timestamp: 'X-Time', bodyDigest: 'X-Digest', keyId: 'X-Key' },
    prefix: 'v1=',
  };
  const message = { method: 'PUT', url: 'https://api.example:8443/a%2Fb?x=1&y=%20', body: '{"n":1}' };
  const signed = async (more: object, key = 'secret key') => {
    const grant = await grantOf({ ...declared, ...more }, { key, id: 'key-7' });
    return Object.fromEntries(grant.sign?.(message) ?? []);
  };
  const hash = (name: string, text: string, form: 'hex' | 'base64' | 'base64url') =>
    createHash(name).update(text).digest(form);
  const text = (time: string, digest: string) => `PUT\napi.example:8443/a%2Fb\nx=1&y=%20\n${time}\n${digest}`;

  test.each([
    ['sha256', 'hex', 'unix', '1767225600'],
    ['sha512', 'base64', 'unix-ms', '1767225600000'],
    ['sha256', 'base64url', 'rfc3339', '2026-01-01T00:00:00Z'],
  ] as const)('%s in %s with the time as %s', async (algorithm, encoding, timestamp, time) => {
    const digest = hash(algorithm, message.body, encoding);
    const signature = createHmac(algorithm, 'secret key').update(text(time, digest)).digest(encoding);
    expect(await signed({ algorithm, encoding, timestamp })).toEqual({
      'x-signature': `v1=${signature}`,
      'x-time': time,
      'x-digest': digest,
      'x-key': 'key-7',
    });
    expect([...world.added]).toContain(signature);
  });

  test('a key in hex or base64 is decoded first', async () => {
    const bytes = Buffer.from([0, 255, 7, 9]);
    const plain = createHmac('sha256', bytes)
      .update(text('1767225600', hash('sha256', message.body, 'hex')))
      .digest('hex');
    for (const keyEncoding of ['hex', 'base64'] as const) {
      const headers = await signed({ keyEncoding }, bytes.toString(keyEncoding));
      expect(headers['x-signature']).toBe(`v1=${plain}`);
    }
    expect(await signed({ keyEncoding: 'base64' }, bytes.toString('base64url'))).toHaveProperty(
      'x-signature',
    );
  });

  test.each([
    ['hex', 'secret!'],
    ['hex', 'abcdef123'],
    ['base64', 'not base64!'],
    ['base64', 'c2VjcmV0LWtleS0xM'],
    ['base64', 'AP8H+AP8H_AP'],
  ] as const)('a key that should be %s and is %s cannot be used', async (keyEncoding, key) => {
    const outcome = await authorize({ ...declared, keyEncoding }, { key, id: 'i' });
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'credential-unusable' } });
  });

  test.each([
    [{ message: '{nonce}' }, /slots/],
    [{ headers: { signature: 'X-Signature', keyId: 'X-Key' } }, /timestamp/],
    [{ keyId: undefined }, /key id/],
  ])('%j is refused when the playbook is loaded', (more, message) => {
    const parsed = AuthMethod.safeParse({ ...declared, ...more });
    expect(parsed.error?.message).toMatch(message);
  });
});

describe('what a token says of itself', () => {
  const token = (header: object, claims: object) =>
    [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const alg = { alg: 'RS256' };
  const facts = async (text: string) =>
    (await grantOf({ kind: 'bearer', token: 'token' }, { token: text }, true)).token;

  test('a JWT tells its claims', async () => {
    const claims = { exp: 1_800_000_000, nbf: 1_700_000_000, aud: ['a', 'b'], iss: 'i', scope: 'x y' };
    expect(await facts(`${token(alg, claims)}.sig`)).toEqual({
      form: 'jwt',
      algorithm: 'RS256',
      issuer: 'i',
      audience: ['a', 'b'],
      expiresAt: new Date(1_800_000_000_000),
      notBefore: new Date(1_700_000_000_000),
      scopes: ['x', 'y'],
    });
    for (const scopes of [{ scp: ['x'] }, { scp: 'x' }, { scope: ['x'] }]) {
      expect(await facts(`${token(alg, { ...scopes, aud: 'a' })}.sig`)).toMatchObject({
        scopes: ['x'],
        audience: ['a'],
      });
    }
  });

  test.each([
    ['sk_live_0123456789', 'opaque'],
    ['eyJ-but-without-dots', 'opaque'],
    [`${token(alg, {})}.a.b.c`, 'opaque'],
    [`${token(alg, {})}`, 'malformed'],
    [`${token({ typ: 'JWT' }, {})}.sig`, 'malformed'],
    [`${token(alg, [1])}.sig`, 'malformed'],
    [`${token(alg, { exp: 'soon' })}.sig`, 'malformed'],
    [`${token(alg, { exp: 1e300 })}.sig`, 'malformed'],
    ['eyJhbGciOiJSUzI1NiJ9.e30', 'malformed'],
    ['eyJ!.e30.sig', 'malformed'],
    [`${token(alg, {})}.`, 'malformed'],
    [`${token({ alg: 'none' }, {})}.`, 'jwt'],
  ])('%s is %s', async (text, form) => {
    expect(await facts(text)).toMatchObject({ form });
  });

  test('the day that the environment declares as its end goes with it', async () => {
    const sources = { key: { sandbox: 'key', expires: '2027-01-31' } };
    const method = AuthMethod.parse({ kind: 'api-key', header: 'X-Api-Key', key: 'key' });
    const port = world.credentials({ method, sources, sandbox: { key: 'k-123456' } });
    expect(await port.authorize(ask(NOWHERE, { inspect: true }))).toMatchObject({
      grant: { ends: [{ credential: 'key', seeded: true, expires: '2027-01-31' }] },
    });
  });
});
