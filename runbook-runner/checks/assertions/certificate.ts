// Holds a server certificate to its validity, to the days it has left, and to a floor of the protocol.
import { z } from 'zod';
import { DurationText } from '../../ports/duration.ts';
import type { AssertionResult, PeerCertificate, Problem, ProblemClass } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { broken, type Claim, kept } from './result.ts';
import { code } from './words.ts';

export const CertificateExpectation = z
  .strictObject({
    daysLeft: DurationText.prefault('14d').describe(
      'Shortest time that the certificate must still be valid.',
    ),
    protocol: z
      .enum(['TLSv1.2', 'TLSv1.3'])
      .default('TLSv1.2')
      .describe('Oldest protocol version that may be negotiated.'),
  })
  .describe('What the handshake must show; chain and host name are always checked.');
export type CertificateExpectation = z.output<typeof CertificateExpectation>;

const DAY_MS = 86_400_000;
const CODES: Partial<Record<ProblemClass, string>> = {
  'tls-expired': 'expired',
  'tls-not-yet-valid': 'not-yet-valid',
  'tls-wrong-host': 'wrong-host',
  'tls-unknown-ca': 'unknown-ca',
};

function evaluateTrust(certificate: PeerCertificate, problem: Problem | undefined): AssertionResult {
  const title = 'certificate is trusted for this host name';
  const claim: Claim = { assertion: 'certificate', title, expected: 'trusted', where: 'chain' };
  if (!problem) return kept(claim, 'trusted');
  const code = CODES[problem.class] ?? 'untrusted';
  return broken(claim, `${code}: ${certificate.subject}`, code, problem.message);
}

function evaluateDaysLeft(expected: CertificateExpectation['daysLeft'], left: number): AssertionResult {
  const title = `certificate is valid for at least ${expected.text}`;
  const claim: Claim = { assertion: 'certificate', title, expected: expected.text, where: 'daysLeft' };
  const days = Math.floor(left * 10) / 10;
  if (left < 0) {
    return broken(claim, `${days}d`, 'expired', `The certificate expired ${Math.abs(days)} days ago.`);
  }
  if (left * DAY_MS < expected.ms) {
    return broken(claim, `${days}d`, 'expiring', `The certificate expires in ${days} days.`);
  }
  return kept(claim, `${days}d`);
}

function evaluateProtocol(floor: CertificateExpectation['protocol'], actual: string | undefined) {
  const claim: Claim = {
    assertion: 'certificate',
    title: `protocol is at least ${floor}`,
    expected: floor,
    where: 'protocol',
  };
  const seen = actual ?? 'unknown';
  if (seen >= floor && seen.startsWith('TLSv1.')) return kept(claim, seen);
  return broken(claim, seen, 'old-protocol', `The server negotiated ${seen}.`);
}

export function evaluateCertificate(
  expected: CertificateExpectation,
  certificate: PeerCertificate,
  problem: Problem | undefined,
): AssertionResult[] {
  return [
    evaluateTrust(certificate, problem),
    evaluateDaysLeft(expected.daysLeft, certificate.daysLeft),
    evaluateProtocol(expected.protocol, certificate.protocol),
  ];
}

export const describeCertificate = ({ daysLeft, protocol }: CertificateExpectation): string[] => [
  'the certificate is trusted for this host',
  `it is valid for ${spoken(daysLeft)} or longer`,
  `the protocol is ${code(protocol)} or newer`,
];
