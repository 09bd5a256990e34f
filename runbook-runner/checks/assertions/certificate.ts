// Holds a server certificate to its chain, its name, the days left, and to a floor of protocol and cipher.
import { z } from 'zod';
import type { CertificateFacts, PeerCertificate } from '../../ports/certificate.ts';
import type { Duration } from '../../ports/duration.ts';
import { DurationText } from '../../ports/duration-text.ts';
import type { AssertionResult, Problem, ProblemClass } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { evaluateDaysLeft, startsIn } from './certificate-days.ts';
import { describeStanding, evaluateClient, evaluateOcsp, standingFields } from './certificate-standing.ts';
import { broken, type Claim, kept } from './result.ts';
import { code } from './words.ts';

export const CertificateExpectation = z
  .strictObject({
    daysLeft: DurationText.prefault('14d').describe(
      'Shortest time that the certificate, and each one above it, must still be valid.',
    ),
    protocol: z
      .enum(['TLSv1.2', 'TLSv1.3'])
      .default('TLSv1.2')
      .describe('Oldest protocol version that may be negotiated.'),
    cipher: z
      .enum(['aead', 'forward-secrecy', 'none'])
      .default('forward-secrecy')
      .describe(
        'Weakest cipher: `forward-secrecy` wants a fresh key exchange, `aead` authenticated encryption too.',
      ),
    ...standingFields,
  })
  .describe('What the handshake must show; chain and host name are always checked.');
export type CertificateExpectation = z.output<typeof CertificateExpectation>;

const CODES: Partial<Record<ProblemClass, string>> = {
  'tls-expired': 'expired',
  'tls-not-yet-valid': 'not-yet-valid',
  'tls-wrong-host': 'wrong-host',
};

const servedNames = ({ subjectAltNames }: PeerCertificate): string =>
  subjectAltNames.length > 0 ? `It is for ${subjectAltNames.join(', ')}.` : 'It names no host at all.';

function evaluateTrust(
  certificate: PeerCertificate,
  problem: Problem | undefined,
  now: Date,
): AssertionResult {
  const title = 'certificate is trusted for this host name';
  const claim: Claim = { assertion: 'certificate', title, expected: 'trusted', where: 'chain' };
  if (!problem) return kept(claim, 'trusted');
  const untrusted = certificate.trust === 'trusted' ? 'untrusted' : certificate.trust;
  const name = CODES[problem.class] ?? untrusted;
  const more = name === 'not-yet-valid' ? startsIn(certificate, now) : '';
  const names = name === 'wrong-host' ? ` ${servedNames(certificate)}` : '';
  return broken(claim, `${name}: ${certificate.subject}`, name, `${problem.message}${more}${names}`);
}

/** The one of the chain that ends first stands for all above the certificate. */
function evaluateChain(expected: Duration, chain: readonly CertificateFacts[]): AssertionResult[] {
  const [first] = chain.toSorted((a, b) => a.daysLeft - b.daysLeft);
  if (!first) return [];
  const place = { noun: `issuing certificate "${first.subject}"`, where: 'chain.daysLeft' };
  return [evaluateDaysLeft(expected, first.daysLeft, place)];
}

function evaluateProtocol(floor: CertificateExpectation['protocol'], actual: string | undefined) {
  const title = `protocol is at least ${floor}`;
  const claim: Claim = { assertion: 'certificate', title, expected: floor, where: 'protocol' };
  const seen = actual ?? 'unknown';
  if (seen >= floor && seen.startsWith('TLSv1.')) return kept(claim, seen);
  return broken(claim, seen, 'old-protocol', `The server negotiated ${seen}.`);
}

const AEAD = /_(GCM|CCM|CCM_8|POLY1305)(_|$)/;

/** Names of IANA's registry; those of TLS 1.3 name no key exchange, since it is always a fresh one. */
function evaluateCipher(floor: CertificateExpectation['cipher'], actual = 'unknown'): AssertionResult[] {
  if (floor === 'none') return [];
  const title = floor === 'aead' ? 'cipher is authenticated and forward secret' : 'cipher is forward secret';
  const claim: Claim = { assertion: 'certificate', title, expected: floor, where: 'cipher' };
  const fresh = /^TLS_(ECDHE|DHE)_/.test(actual) || /^TLS_(AES|CHACHA20)_/.test(actual);
  if (fresh && (floor !== 'aead' || AEAD.test(actual))) return [kept(claim, actual)];
  return [broken(claim, actual, 'weak-cipher', `The server negotiated ${actual}.`)];
}

/** What a handshake showed. */
export interface Shown {
  readonly certificate: PeerCertificate;
  readonly problem?: Problem | undefined;
  readonly clientCertificate?: CertificateFacts | undefined;
  readonly refusal?: Problem | undefined;
}

export function evaluateCertificate(
  expected: CertificateExpectation,
  { certificate, problem, clientCertificate, refusal }: Shown,
  now: Date,
): AssertionResult[] {
  return [
    evaluateTrust(certificate, problem, now),
    evaluateDaysLeft(expected.daysLeft, certificate.daysLeft, { noun: 'certificate', where: 'daysLeft' }),
    ...evaluateChain(expected.daysLeft, certificate.chain),
    evaluateProtocol(expected.protocol, certificate.protocol),
    ...evaluateCipher(expected.cipher, certificate.cipher),
    ...evaluateOcsp(expected.ocsp, certificate.ocsp),
    ...evaluateClient(expected.clientDaysLeft, clientCertificate, refusal, now),
  ];
}

const CIPHERS = { aead: 'authenticated and forward secret', 'forward-secrecy': 'forward secret', none: '' };

export const describeCertificate = ({
  daysLeft,
  protocol,
  cipher,
  ...standing
}: CertificateExpectation): string[] => [
  'the certificate is trusted for this host',
  `it and those above it are valid for ${spoken(daysLeft)} or longer`,
  `the protocol is ${code(protocol)} or newer`,
  ...(cipher === 'none' ? [] : [`the cipher is ${CIPHERS[cipher]}`]),
  ...describeStanding(standing),
];
