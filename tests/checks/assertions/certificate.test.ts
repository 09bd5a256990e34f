import { expect, test } from 'vitest';
import {
  CertificateExpectation,
  evaluateCertificate,
} from '../../../runbook-runner/checks/assertions/certificate.ts';
import type { PeerCertificate } from '../../../runbook-runner/ports/certificate.ts';
import type { Problem } from '../../../runbook-runner/ports/result.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const FRESH = 'TLS_AES_128_GCM_SHA256';

const facts = (daysLeft: number) => ({
  subject: 'CN=x',
  issuer: 'CN=y',
  validFrom: '2026-01-01T00:10:00Z',
  validTo: '2026-01-01T00:00:00Z',
  daysLeft,
  fingerprint256: '',
});
const certificate = (change: Partial<PeerCertificate>): PeerCertificate => ({
  ...{ ...facts(90), subjectAltNames: [], protocol: 'TLSv1.3', cipher: FRESH },
  ...{ trust: 'trusted', chain: [], ocsp: { status: 'absent' }, ...change },
});
const broken = (change: Partial<PeerCertificate>, expectation: object = {}, problem?: Problem) =>
  evaluateCertificate(
    CertificateExpectation.parse(expectation),
    { certificate: certificate(change), problem },
    NOW,
  )
    .filter((one) => one.outcome !== 'pass')
    .map((one) => `${one.code} ${one.where}`);

test.each([
  [{}, {}, []],
  [{ daysLeft: 13.9 }, {}, ['expiring daysLeft']],
  [{ daysLeft: 13.9 }, { daysLeft: '13d' }, []],
  [{ daysLeft: -0.01 }, {}, ['expired daysLeft']],
  [{ chain: [facts(90), facts(2)] }, {}, ['expiring chain.daysLeft']],
  [{ chain: [facts(-1)] }, {}, ['expired chain.daysLeft']],
  [{ protocol: 'TLSv1.2' }, { protocol: 'TLSv1.3' }, ['old-protocol protocol']],
  [{ protocol: 'TLSv1.1' }, {}, ['old-protocol protocol']],
  [{ protocol: 'SSLv3' }, {}, ['old-protocol protocol']],
  [{ cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256' }, {}, ['weak-cipher cipher']],
  [{ cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' }, {}, []],
  [{ cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' }, { cipher: 'aead' }, ['weak-cipher cipher']],
  [{ cipher: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256' }, { cipher: 'aead' }, []],
  [{ cipher: 'TLS_AES_128_CCM_8_SHA256' }, { cipher: 'aead' }, []],
  [{ cipher: undefined }, { cipher: 'none' }, []],
  [{ cipher: undefined }, {}, ['weak-cipher cipher']],
] as const)('%j held to %j', (change, expectation, expected) => {
  expect(broken(change as Partial<PeerCertificate>, expectation)).toEqual(expected);
});

test('a certificate that begins in some minutes makes one think of the clock', () => {
  const problem: Problem = { class: 'tls-not-yet-valid', outcome: 'fail', message: 'Not valid yet.' };
  const [trust] = evaluateCertificate(
    CertificateExpectation.parse({}),
    { certificate: certificate({}), problem },
    NOW,
  );
  expect(trust).toMatchObject({ outcome: 'fail', code: 'not-yet-valid' });
  expect(trust?.detail).toMatch(/begins in 10 minutes by the clock of this machine/);
});

test.each([
  [13.96, '13.9d', 'The certificate expires in 13.9 days.'],
  [1, '1d', 'The certificate expires in 1 day.'],
  [0.5, '12h', 'The certificate expires in 12 hours.'],
  [0.021, '30m', 'The certificate expires in 30 minutes.'],
  [-0.021, '-31m', 'The certificate expired 31 minutes ago.'],
  [-0.5, '-12h', 'The certificate expired 12 hours ago.'],
  [-9, '-9d', 'The certificate expired 9 days ago.'],
])('%d days left are told as %s', (daysLeft, actual, detail) => {
  const shown = { certificate: certificate({ daysLeft }) };
  const told = evaluateCertificate(CertificateExpectation.parse({}), shown, NOW);
  expect(told.find(({ where }) => where === 'daysLeft')).toMatchObject({ actual, detail });
});
