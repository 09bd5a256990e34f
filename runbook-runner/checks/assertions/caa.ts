// Holds CAA records (RFC 8659) to the authorities that may issue certificates for a name.
import { z } from 'zod';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answered } from './records.ts';
import { broken, type Claim, kept } from './result.ts';
import { code } from './words.ts';

export const IssuersExpectation = z
  .array(z.string().min(1))
  .min(1)
  .describe(
    'Authorities that CAA records may allow to issue certificates, and no other; without CAA every one may.',
  );

/** Names of the authorities that `issue` and `issuewild` records allow; "" forbids all. */
function issuersOf({ answer }: Answered): string[] {
  return answer.records.flatMap(({ value }) => {
    const [, issuer] = /^\d+ issue(?:wild)? "([^;"]*)/.exec(value) ?? [];
    return issuer === undefined ? [] : [issuer.trim().toLowerCase()];
  });
}

export function evaluateIssuers(allowed: readonly string[], answered: readonly Answered[]): AssertionResult {
  const expected = allowed.join(', ');
  const title = `only ${expected} may issue certificates`;
  const claim: Claim = { assertion: 'caa', title, expected, where: 'CAA' };
  const known = new Set(allowed.map((one) => one.toLowerCase()));
  for (const one of answered) {
    const issuers = issuersOf(one);
    if (issuers.length === 0) {
      return broken(
        claim,
        'every authority',
        'caa-missing',
        `${one.resolver}: No CAA record stands in the way.`,
      );
    }
    const foreign = issuers.filter((issuer) => issuer !== '' && !known.has(issuer));
    if (foreign.length > 0) {
      const detail = `${one.resolver}: ${foreign.join(', ')} may issue certificates too.`;
      return broken(claim, issuers.join(', '), 'other-issuer', detail);
    }
  }
  return kept(claim, answered.flatMap(issuersOf).join(', '));
}

export const describeIssuers = (allowed: readonly string[]): string =>
  `CAA records let only ${allowed.map(code).join(', ')} issue certificates`;
