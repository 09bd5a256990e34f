// Holds several resolvers to one answer.
import type { RecordType } from '../../ports/dns.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { valuesOf } from './record-differences.ts';
import type { Answered } from './records.ts';
import { broken, type Claim, kept } from './result.ts';

/** Whether all resolvers give the same values; times to live differ by nature. */
export function evaluateAgreement(type: RecordType, answered: readonly Answered[]): AssertionResult {
  const title = `resolvers agree on ${type} records`;
  const claim: Claim = { assertion: 'agreement', title, expected: 'the same answer', where: type };
  const said = answered.map(({ resolver, answer }) => {
    return { resolver, text: valuesOf(type, answer).join(', ') || answer.rcode };
  });
  if (new Set(said.map(({ text }) => text)).size < 2) return kept(claim, said[0]?.text ?? null);
  const actual = said.map(({ resolver, text }) => `${resolver}: ${text}`).join('; ');
  return broken(claim, actual, 'disagreement', 'One of them has an old or a foreign answer.');
}
