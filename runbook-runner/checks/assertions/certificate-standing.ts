// Holds certificates to what others say of them: the staple of the server's, and the server's word on ours.
import { z } from 'zod';
import type { CertificateFacts, OcspStaple } from '../../ports/certificate.ts';
import type { Duration } from '../../ports/duration.ts';
import { DurationText } from '../../ports/duration-text.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { evaluateDaysLeft, startsIn } from './certificate-days.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

export const standingFields = {
  ocsp: z
    .enum(['required', 'if-stapled', 'ignored'])
    .default('if-stapled')
    .describe('Whether the server must staple an OCSP response that says good, or only when it staples one.'),
  clientDaysLeft: DurationText.optional().describe(
    'Shortest time that our client certificate must still be valid; 14d when the environment declares one.',
  ),
};
const Expected = z.object(standingFields);
type Expected = z.output<typeof Expected>;

const DEFAULT_LEFT: Duration = { text: '14d', ms: 14 * 86_400_000 };

const WRONG: Record<Exclude<OcspStaple['status'], 'good'>, readonly [code: string, detail: string]> = {
  revoked: ['revoked', 'Its issuer has revoked the certificate'],
  unknown: ['ocsp-unknown', 'Its issuer does not know the certificate'],
  stale: ['ocsp-stale', 'The stapled response is out of date'],
  invalid: ['ocsp-invalid', 'The stapled response proves nothing'],
  absent: ['ocsp-absent', 'The server staples no response'],
};

export function evaluateOcsp(expected: Expected['ocsp'], staple: OcspStaple): AssertionResult[] {
  if (expected === 'ignored') return [];
  const title =
    expected === 'required' ? 'certificate is stapled as good (OCSP)' : 'certificate is not revoked (OCSP)';
  const claim: Claim = { assertion: 'certificate', title, expected: 'good', where: 'ocsp' };
  const { status } = staple;
  if (status === 'good' || (status === 'absent' && expected === 'if-stapled')) return [kept(claim, status)];
  const [code, fact] = WRONG[status];
  const when = staple.revokedAt
    ? ` on ${staple.revokedAt}`
    : staple.nextUpdate
      ? ` since ${staple.nextUpdate}`
      : '';
  const since = code === 'revoked' || code === 'ocsp-stale' ? when : '';
  return [broken(claim, status, code, [`${fact}${since}.`, staple.detail].filter(Boolean).join(' '))];
}

/** A server that asks for none lets it pass today, and refuses us on the day that it asks. */
function evaluateClientBeginning(own: CertificateFacts, now: Date): AssertionResult[] {
  const { validFrom } = own;
  if (Date.parse(validFrom) <= now.getTime()) return [];
  const title = 'client certificate is valid already';
  const where = 'clientCertificate.validFrom';
  const claim: Claim = { assertion: 'certificate', title, expected: 'begun', where };
  const detail = `The client certificate is not valid before ${validFrom}.${startsIn(own, now)}`;
  return [broken(claim, validFrom, 'client-not-yet-valid', detail)];
}

/** Our own certificate: its days, and whether the server takes it. */
export function evaluateClient(
  expected: Expected['clientDaysLeft'],
  own: CertificateFacts | undefined,
  refusal: Problem | undefined,
  now: Date,
): AssertionResult[] {
  const title = 'server accepts us';
  const claim: Claim = { assertion: 'certificate', title, expected: 'accepted', where: 'clientCertificate' };
  const place = { noun: 'client certificate', where: 'clientCertificate.daysLeft', own: true };
  const none = 'The environment declares no client certificate.';
  return [
    ...(own ? evaluateClientBeginning(own, now) : []),
    ...(own ? [evaluateDaysLeft(expected ?? DEFAULT_LEFT, own.daysLeft, place)] : []),
    ...(expected && !own ? [unknown({ ...claim, title: 'client certificate is valid' }, none)] : []),
    ...(refusal ? [broken(claim, 'refused', 'client-refused', refusal.message)] : []),
  ];
}

export const describeStanding = ({ ocsp, clientDaysLeft }: Expected): string[] => [
  ...(ocsp === 'required' ? ['a stapled OCSP response says that it is good'] : []),
  ...(ocsp === 'if-stapled' ? ['no stapled OCSP response says otherwise'] : []),
  ...(clientDaysLeft ? [`our client certificate is valid for ${spoken(clientDaysLeft)} or longer`] : []),
];
