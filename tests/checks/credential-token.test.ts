import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { OAUTH, SANDBOX } from '../adapters/support/credentials.ts';
import { broken, credentialChecks } from './credential-support.ts';

const { world, answering, check, checked } = credentialChecks();
const GRANTED = {
  method: OAUTH,
  sources: SANDBOX,
  sandbox: { 'pay-id': 'id-1', 'pay-secret': 's3cret value' },
};

describe('a bearer JWT', () => {
  const bearer = AuthMethod.parse({ kind: 'bearer', token: 'key' });
  const seconds = (from: number) => Math.floor(world.now.getTime() / 1000) + from;
  const given = async (claims: object, alg = 'HS256') => {
    const secret = Buffer.from('a shared secret of 32 bytes or so');
    const token = await new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(secret);
    return { method: bearer, sandbox: { key: token } };
  };
  const told = async (claims: object, expected: object, aheadS: number | null = 0) =>
    broken(await checked(answering(200, {}, {}, aheadS), await given(claims), { expect: expected }));

  test('that keeps every promise', async () => {
    const claims = { exp: seconds(600), nbf: seconds(-1), aud: ['a', 'b'], iss: 'i', scope: 'x y' };
    const expected = { validFor: '5m', scopes: ['x'], audience: 'b', issuer: 'i', algorithms: ['HS256'] };
    expect(await told(claims, { ...expected, skew: '5s' })).toEqual([]);
  });

  test.each([
    ['ends too soon', { exp: 60 }, { validFor: '5m' }, ['validFor expiring']],
    ['has ended', { exp: -60 }, {}, ['validFor expired']],
    ['has not begun', { nbf: 60 }, {}, ['notBefore not-yet-valid']],
    ['tells no end', {}, { validFor: '5m' }, ['validFor error']],
  ])('that %s', async (_, offsets, expected, codes) => {
    const claims = Object.entries(offsets).map(([name, from]) => [name, seconds(from)]);
    expect(await told(Object.fromEntries(claims), expected)).toEqual(codes);
  });

  test.each([
    [{ audience: 'c' }, ['audience wrong-audience']],
    [{ issuer: 'j' }, ['issuer wrong-issuer']],
    [{ scopes: ['x', 'z'] }, ['scope z scope-missing']],
    [{ algorithms: ['RS256', 'ES256'] }, ['algorithm wrong-algorithm']],
  ])('that does not hold to %j', async (expected, codes) => {
    expect(await told({ aud: 'a', iss: 'i', scope: 'x' }, expected)).toEqual(codes);
  });

  test.each(['exp', 'nbf'])(
    'whose %s is in milliseconds cannot be read, and is not good for millennia',
    async (name) => {
      const ran = await checked(answering(200), await given({ [name]: world.now.getTime() + 60_000 }));
      expect(broken(ran)).toEqual(['form malformed']);
      expect(ran.assertions.find(({ where }) => where === 'form')?.detail).toContain(
        `its claim ${name} is in milliseconds, and must be in seconds (RFC 7519 §2)`,
      );
      expect(await told({ exp: 253_402_300_799 }, { validFor: '5m' })).toEqual([]);
    },
  );

  test('whose end only a wrong clock of ours has passed is good, and the skew is told', async () => {
    expect(await told({ exp: seconds(-600) }, { validFor: '5m' }, -3600)).toEqual(['date skewed']);
    expect(await told({ exp: seconds(-600) }, { validFor: '5m' }, null)).toEqual(['validFor expired']);
  });

  test('that only a wrong clock of ours holds for good is skewed, not expired', async () => {
    expect(await told({ exp: seconds(600) }, {}, 3600)).toEqual(['validFor skewed', 'date skewed']);
    expect(await told({ nbf: seconds(-600) }, {}, -3600)).toEqual(['notBefore skewed', 'date skewed']);
    expect(await told({ exp: seconds(600) }, { skew: '2h' }, 3600)).toEqual(['validFor expired']);
  });

  test('that the upstream calls expired while the clocks differ is skewed', async () => {
    const expired = { 'www-authenticate': 'Bearer error="invalid_token", error_description="expired"' };
    const ran = await checked(answering(401, expired, {}, 300), await given({ exp: seconds(120) }));
    expect(broken(ran)).toEqual(['grant skewed', 'validFor skewed', 'date skewed']);
    expect(ran.problem?.hint).toMatch(/clock/);
  });

  test('that is unsigned fails whatever is declared', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None']) {
      const key = `${part({ alg })}.${part({ exp: seconds(600) })}.`;
      const ran = await checked(answering(200), { method: bearer, sandbox: { key } });
      expect(broken(ran)).toEqual(['algorithm unsigned']);
    }
  });

  test('that cannot be read fails, and an opaque one tells nothing', async () => {
    const key = 'eyJhbGciOiJIUzI1NiJ9.eyJub.sig';
    const unreadable = await checked(answering(200), { method: bearer, sandbox: { key } });
    expect(broken(unreadable)).toEqual(['form malformed']);
    expect(verdictOf(unreadable)).toBe('fail');
    const opaque = await checked(
      answering(200),
      { method: bearer, sandbox: { key: 'opaque-token' } },
      { expect: { audience: 'a', scopes: ['x'] } },
    );
    expect(broken(opaque)).toEqual(['scope x error', 'audience error']);
    expect(verdictOf(opaque)).toBe('error');
  });
});

test('a token that ends later than any date is good', async () => {
  const endless = { access_token: 'opaque-token', token_type: 'Bearer', expires_in: 2 ** 63 };
  const url = await world.tokens([200, endless]);
  world.now = new Date();
  expect(broken(await check(url, GRANTED, { expect: { validFor: '5m' } }))).toEqual([]);
});

describe('the end of a token that a token endpoint grants', () => {
  const jwt = (inS: number) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'RS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + inS })}.c2ln`;
  };
  test.each([
    ['told by expires_in alone', 'opaque-token', 60, ['validFor expiring']],
    ['by expires_in sooner than by exp', jwt(3600), 60, ['validFor expiring']],
    ['by exp sooner than by expires_in', jwt(60), 3600, ['validFor expiring']],
    ['by both late enough', jwt(3600), 3600, []],
    ['of which expires_in is null', jwt(3600), null, []],
    ['told by nobody', 'opaque-token', null, ['validFor error']],
  ])('%s', async (_, token, expires_in, codes) => {
    const url = await world.tokens([
      200,
      { access_token: token, token_type: 'Bearer', expires_in, scope: null },
    ]);
    world.now = new Date();
    expect(broken(await check(url, GRANTED, { expect: { validFor: '5m' } }))).toEqual(codes);
  });
});

describe('scopes of a token that a token endpoint grants', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
  const told = async (asked: string[], token: string, scope: object = {}) => {
    const url = await world.tokens([200, { access_token: token, token_type: 'Bearer', ...scope }]);
    world.now = new Date();
    const given = { ...GRANTED, method: AuthMethod.parse({ ...OAUTH, scopes: asked }) };
    return broken(await check(url, given, { expect: { scopes: ['x'] } }));
  };

  test.each([
    ['told by the token alone', [], jwt({ scp: ['x'] }), {}, []],
    [
      'of which the token has other ones than were asked for',
      ['x'],
      jwt({ scp: ['y'] }),
      {},
      ['scope-missing'],
    ],
    [
      'of which the token has fewer than were told',
      ['x'],
      jwt({ scope: 'y' }),
      { scope: 'x y' },
      ['scope-missing'],
    ],
    ['told beside an opaque token', [], 'opaque-token', { scope: 'x' }, []],
    ['asked for, and told by nobody', ['x'], 'opaque-token', {}, []],
    ['neither asked for nor told', [], 'opaque-token', {}, ['error']],
    ['told as none', ['x'], 'opaque-token', { scope: '' }, ['scope-missing']],
    ['told as a list without it', ['x'], 'opaque-token', { scope: ['y'] }, ['scope-missing']],
  ])('%s', async (_, asked, token, scope, codes) => {
    expect(await told(asked, token, scope)).toEqual(codes.map((code) => `scope x ${code}`));
  });
});
