// Holds CAA records (RFC 8659) to the authorities that may issue certificates for a name.
import { z } from 'zod';
import type { DnsRecordSet } from '../../ports/dns.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { type Difference, missing, saysNone } from './record-differences.ts';
import { type Answered, untold } from './records.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import { code } from './words.ts';

export const IssuersExpectation = z
  .array(z.string().min(1))
  .min(1)
  .describe(
    'Authorities that CAA records may allow to issue certificates, and no other; without CAA every one may.',
  );

/** Names of the authorities that the records of a property allow; "" forbids all. Its name has no case (§4.1). */
function issuersOf({ records }: DnsRecordSet, property: 'issue' | 'issuewild'): string[] {
  return records.flatMap(({ value }) => {
    const [, name = '', issuer = ''] = /^\d+ (\w+) "([^;"]*)/.exec(value) ?? [];
    return name.toLowerCase() === property ? [issuer.trim().toLowerCase()] : [];
  });
}

/** Why every authority may issue certificates, or why nobody knows. `issuewild` limits wildcards alone (§4.3). */
function unlimited(answer: DnsRecordSet): Difference | undefined {
  const difference = missing('CAA')(answer);
  if (difference && !saysNone('CAA', answer)) return difference;
  if (issuersOf(answer, 'issue').length > 0) return undefined;
  const detail =
    issuersOf(answer, 'issuewild').length > 0
      ? 'No CAA record with `issue` stands in the way: `issuewild` limits wildcard certificates alone.'
      : 'No CAA record stands in the way.';
  return ['caa-missing', detail, 'every authority'];
}

const allIssuers = (answer: DnsRecordSet): string[] => [
  ...issuersOf(answer, 'issue'),
  ...issuersOf(answer, 'issuewild'),
];

export function evaluateIssuers(allowed: readonly string[], answered: readonly Answered[]): AssertionResult {
  const expected = allowed.join(', ');
  const title = `only ${expected} may issue certificates`;
  const claim: Claim = { assertion: 'caa', title, expected, where: 'CAA' };
  const why = untold(answered);
  if (why !== undefined) return unknown(claim, why);
  const known = new Set(allowed.map((one) => one.toLowerCase()));
  for (const { resolver, answer } of answered) {
    const difference = unlimited(answer);
    if (difference) {
      const [code, detail, seen = answer.rcode] = difference;
      return broken(claim, seen, code, `${resolver}: ${detail}`);
    }
    const issuers = allIssuers(answer);
    const foreign = issuers.filter((issuer) => issuer !== '' && !known.has(issuer));
    if (foreign.length > 0) {
      const detail = `${resolver}: ${foreign.join(', ')} may issue certificates too.`;
      return broken(claim, issuers.join(', '), 'other-issuer', detail);
    }
  }
  return kept(claim, answered.flatMap(({ answer }) => allIssuers(answer)).join(', '));
}

export const describeIssuers = (allowed: readonly string[]): string =>
  `CAA records let only ${allowed.map(code).join(', ')} issue certificates`;
