import { expect, test } from 'vitest';
import { networkLines } from '../../runbook-runner/cli/render-network.ts';
import type { PeerCertificate } from '../../runbook-runner/ports/certificate.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';

const shown = (found: Partial<CheckResult>) => networkLines(found as CheckResult);
const record = (resolver: string, value: string, ttlSeconds: number) => ({
  ...{ resolver, type: 'A', value, ttlSeconds },
});
const facts = (subject: string, daysLeft: number) => ({
  ...{ subject, daysLeft, issuer: 'x', fingerprint256: 'x' },
  ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' },
});

test('each address with what came of it', () => {
  const problem = { class: 'refused', outcome: 'fail', message: 'x' } as const;
  expect(
    shown({
      addresses: [
        { address: '127.0.0.1', family: 'IPv4', tcpMs: 2.6 },
        { address: '::1', family: 'IPv6', problem },
      ],
    }),
  ).toEqual(['addresses    127.0.0.1 (IPv4) 3 ms, ::1 (IPv6) refused']);
});

test('records once, whoever said them, and not more than fit', () => {
  const same = [record('a', '192.0.2.1', 300), record('b', '192.0.2.1', 60)];
  expect(shown({ records: same })).toEqual(['records      A 192.0.2.1 (60 s)']);
  const many = Array.from({ length: 9 }, (_, index) => record('a', `192.0.2.${index}`, 60));
  expect(shown({ records: many })).toEqual([expect.stringMatching(/192\.0\.2\.5 \(60 s\), and 3 more$/)]);
});

test('a certificate in a line, what issued it in another', () => {
  const certificate: PeerCertificate = {
    ...{ ...facts('C=NL\nCN=api.example', -1.25), subjectAltNames: [], protocol: 'TLSv1.3' },
    ...{ trust: 'trusted', chain: [facts('CN=Middle', 90), facts('CN=Root', 900)], ocsp: { status: 'good' } },
  };
  expect(shown({ certificate })).toEqual([
    'certificate  C=NL, CN=api.example: -1.3 days left, trusted, TLSv1.3, OCSP good',
    'issued by    CN=Middle (90 days left) ← CN=Root (900 days left)',
  ]);
  expect(shown({ certificate: { ...certificate, chain: [], ocsp: { status: 'absent' } } })).toHaveLength(1);
});

test('nothing where nothing was looked at', () => {
  expect(shown({ addresses: [], records: [] })).toEqual([]);
});
