import { expect, test } from 'vitest';
import { networkEvidence } from '../../src/components/lib/network-evidence.ts';

const facts = {
  ...{ subject: 'CN=api', issuer: 'CN=Issuing', fingerprint256: 'AB', daysLeft: 5.07 },
  ...{ validFrom: '2026-01-01T00:00:00Z', validTo: '2026-03-01T00:00:00Z' },
};

test('a certificate is shown with who issued it and its staple, each on a line of its own', () => {
  const own = { ...facts, subjectAltNames: ['a', 'b'], protocol: 'TLSv1.3', trust: 'trusted' as const };
  const chain = [{ ...facts, subject: 'CN=Issuing' }];
  const [text] = networkEvidence({ certificate: { ...own, chain, ocsp: { status: 'stale' } } });
  expect(text?.split('\n')).toEqual(
    expect.arrayContaining([
      ...['subject: CN=api', 'subjectAltNames: a,b', 'trust: trusted'],
      ...['issued by: CN=Issuing, until 2026-03-01, 5 days left', 'ocsp: stale'],
    ]),
  );
});

test('each address and each record is a line', () => {
  const problem = { class: 'refused', outcome: 'fail', message: '::1 refused the connection.' } as const;
  const addresses = [
    { address: '127.0.0.1', family: 'IPv4' as const, tcpMs: 1.2 },
    { address: '::1', family: 'IPv6' as const, problem },
    { address: '::2', family: 'IPv6' as const },
  ];
  const records = [{ resolver: '192.0.2.53:53', type: 'A', value: '203.0.113.10', ttlSeconds: 30 }];
  expect(networkEvidence({ addresses, records })).toEqual([
    '127.0.0.1 (IPv4): connected in 1 ms\n::1 (IPv6): refused\n::2 (IPv6): not tried',
    '192.0.2.53:53: A 203.0.113.10, for 30 s',
  ]);
  expect(networkEvidence({ addresses: [], records: [] })).toEqual([]);
});
