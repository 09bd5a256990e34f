import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
