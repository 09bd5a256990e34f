// Holds the end of a certificate to the days that it must have left, negative when it has ended; and its beginning.
import type { CertificateFacts } from '../../ports/certificate.ts';
import { lifetime } from '../../ports/days-left.ts';
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import { broken, type Claim, kept } from './result.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A certificate that begins in some minutes is more often a clock that is wrong. */
export function startsIn({ validFrom }: CertificateFacts, now: Date): string {
  const ms = Date.parse(validFrom) - now.getTime();
  const amount =
    ms < DAY_MS ? counted(Math.ceil(ms / MINUTE_MS), 'minute') : counted(Math.ceil(ms / DAY_MS), 'day');
  return ms > 0
    ? ` It begins in ${amount} by the clock of this machine, which may be the one that is wrong.`
    : '';
}

/** `noun` says whose certificate; the codes of our own one begin with `client-`. */
export function evaluateDaysLeft(
  expected: Duration,
  left: number,
  { noun, where, own = false }: { noun: string; where: string; own?: boolean },
): AssertionResult {
  const title = `${noun} is valid for at least ${expected.text}`;
  const claim: Claim = { assertion: 'certificate', title, expected: expected.text, where };
  const { amount, unit } = lifetime(left);
  const actual = `${amount}${unit.charAt(0)}`;
  if (left < 0) {
    const detail = `The ${noun} expired ${counted(Math.abs(amount), unit)} ago.`;
    return broken(claim, actual, own ? 'client-expired' : 'expired', detail);
  }
  if (left * DAY_MS < expected.ms) {
    const detail = `The ${noun} expires in ${counted(amount, unit)}.`;
    return broken(claim, actual, own ? 'client-expiring' : 'expiring', detail);
  }
  return kept(claim, actual);
}
