import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuthOutcome, AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { verdictOf } from '../../runbook-runner/ports/result.ts';
import { makeCertificates } from '../support/certificates.ts';
import { json, type Running, serveHttps } from '../support/servers.ts';
import { runCheck, summary } from './support.ts';

describe('tls', () => {
  let made: Awaited<ReturnType<typeof makeCertificates>>;
  const servers: Running[] = [];
  beforeAll(async () => {
    made = await makeCertificates();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  const cases = [
    ['good', ['reachable pass', 'certificate pass', 'certificate pass', 'certificate pass'], undefined],
    [
      'ending',
      ['reachable pass', 'certificate pass', 'certificate fail expiring', 'certificate pass'],
      undefined,
    ],
    [
      'expired',
      ['reachable pass', 'certificate fail expired', 'certificate fail expired', 'certificate pass'],
      'tls-expired',
    ],
    [
      'early',
      ['reachable pass', 'certificate fail not-yet-valid', 'certificate pass', 'certificate pass'],
      'tls-not-yet-valid',
    ],
    [
      'otherHost',
      ['reachable pass', 'certificate fail wrong-host', 'certificate pass', 'certificate pass'],
      'tls-wrong-host',
    ],
    [
      'selfSigned',
      ['reachable pass', 'certificate fail unknown-ca', 'certificate pass', 'certificate pass'],
      'tls-unknown-ca',
    ],
  ] as const;

  test.each(cases)('a certificate of the sort "%s"', async (sort, expected, cls) => {
    const server = await serveHttps(made[sort], json(200, {}));
    servers.push(server);
    const ran = await runCheck('tls', { expect: { daysLeft: '14d' } }, server.url, { ca: [made.ca] });
    expect(summary(ran)).toEqual(expected);
    expect(ran.problem?.class).toBe(cls);
    expect(ran.certificate?.fingerprint256).toBeDefined();
    expect(verdictOf(ran)).toBe(sort === 'good' ? 'pass' : 'fail');
  });

  test('nobody there', async () => {
    const ran = await runCheck('tls', {}, 'https://127.0.0.1:9');
    expect(summary(ran)).toEqual(['reachable fail refused']);
  });
});

describe('credential', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const definition = { auth: 'pay', expect: { validFor: '5m', scopes: ['charges.read'] } };
  const run = (authorize: (request: AuthRequest) => Promise<AuthOutcome>) =>
    runCheck('credential', definition, 'https://api.pay.example', { authorize, now });
  const granting = (seconds: number, scopes: string[]) => async (): Promise<AuthOutcome> => ({
    ok: true,
    grant: { headers: [], scopes, expiresAt: new Date(now.getTime() + seconds * 1000) },
  });

  test('a fresh token is asked for, never a kept one', async () => {
    let asked: AuthRequest | undefined;
    await run((request) => {
      asked = request;
      return granting(600, ['charges.read'])();
    });
    expect(asked).toMatchObject({ auth: 'pay', fresh: true, integration: 'lumenpay' });
  });

  test.each([
    [600, ['charges.read'], ['token pass', 'token pass', 'token pass'], 'pass'],
    [60, ['charges.read'], ['token pass', 'token fail expiring', 'token pass'], 'fail'],
    [600, ['other'], ['token pass', 'token pass', 'token fail scope-missing'], 'fail'],
  ])('%i s left with the scopes %j', async (seconds, scopes, expected, verdict) => {
    const ran = await run(granting(seconds, scopes));
    expect(summary(ran)).toEqual(expected);
    expect(verdictOf(ran)).toBe(verdict);
  });

  test('a refused one fails by name, a missing one is an error', async () => {
    const refused = { class: 'credential-refused', outcome: 'fail', message: 'no' } as const;
    const ran = await run(async () => ({ ok: false, problem: refused }));
    expect(summary(ran)).toEqual(['token fail refused']);
    expect(ran.problem).toEqual(refused);
    const missing = { class: 'credential-missing', outcome: 'error', message: 'PAY_ID' } as const;
    expect(verdictOf(await run(async () => ({ ok: false, problem: missing })))).toBe('error');
  });
});
