// Holds the addresses of a host to how many of them must take a connection, all together and each family apart.
import { z } from 'zod';
import type { AddressOutcome, AssertionResult } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

const Family = z.enum(['all', 'one', 'none']);

export const ConnectExpectation = z
  .strictObject({
    connect: z
      .enum(['all', 'one'])
      .default('all')
      .describe('Whether all addresses must take a connection or one is enough, whatever their family.'),
    ipv4: Family.optional().describe('The same for IPv4 alone; `none`: the name has no such address.'),
    ipv6: Family.optional().describe('The same for IPv6 alone; `none`: the name has no such address.'),
  })
  .describe(
    'Which addresses of the host must take a connection. They are tried past a `proxy` of the environment, so that with one, what does not connect is an error.',
  )
  .refine(({ ipv4, ipv6 }) => ipv4 !== 'none' || ipv6 !== 'none', {
    error: 'a host without any address takes no connection: only one family can be `none`',
  });
export type ConnectExpectation = z.output<typeof ConnectExpectation>;

const words = (outcomes: readonly AddressOutcome[]): string =>
  outcomes.map((one) => `${one.address} ${one.problem?.class ?? 'connected'}`).join(', ');

function evaluateNone(claim: Claim, seen: readonly AddressOutcome[]): AssertionResult {
  if (seen.length === 0) return kept(claim, 'none');
  const detail = `The name has ${counted(seen.length, 'such address', 'such addresses')}.`;
  return broken(claim, seen.map((one) => one.address).join(', '), 'extra', detail);
}

/** What failed is told by address; what only failed because of our own network is not held against the host. */
function evaluateGroup(
  claim: Claim,
  wanted: 'all' | 'one',
  seen: readonly AddressOutcome[],
): AssertionResult {
  if (seen.length === 0) return broken(claim, 'none', 'missing', 'The name has no address of this sort.');
  const failed = seen.filter((one) => one.problem);
  if (failed.length === 0 || (wanted === 'one' && failed.length < seen.length))
    return kept(claim, words(seen));
  const detail = failed.map((one) => one.problem?.message).join(' ');
  const theirs = failed.find((one) => one.problem?.outcome === 'fail');
  if (theirs?.problem === undefined) return unknown(claim, detail);
  return broken(claim, words(seen), theirs.problem.class, detail);
}

export function evaluateConnect(
  expected: ConnectExpectation,
  addresses: readonly AddressOutcome[],
): AssertionResult[] {
  const groups = [
    ['address', undefined, expected.connect],
    ['IPv4 address', 'IPv4', expected.ipv4],
    ['IPv6 address', 'IPv6', expected.ipv6],
  ] as const;
  return groups.flatMap(([noun, family, wanted]) => {
    if (wanted === undefined) return [];
    const title = { all: `every ${noun} connects`, one: `an ${noun} connects`, none: `there is no ${noun}` }[
      wanted
    ];
    const claim: Claim = { assertion: 'connect', title, expected: wanted, where: family ?? 'addresses' };
    const seen = addresses.filter((one) => family === undefined || one.family === family);
    return [wanted === 'none' ? evaluateNone(claim, seen) : evaluateGroup(claim, wanted, seen)];
  });
}

const FAMILIES = { connect: '', ipv4: 'IPv4 ', ipv6: 'IPv6 ' } as const;

export const describeConnect = (expected: ConnectExpectation): string[] =>
  (['connect', 'ipv4', 'ipv6'] as const).flatMap((field) => {
    const noun = `${FAMILIES[field]}address of the host`;
    if (expected[field] === undefined) return [];
    if (expected[field] === 'none') return [`there is no ${noun}`];
    return [`${expected[field] === 'all' ? 'every' : 'at least one'} ${noun} takes a connection`];
  });
