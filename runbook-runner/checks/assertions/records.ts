// Holds the records of one type to their values, number, times to live and aliases, as each resolver gives them.
import { z } from 'zod';
import { type DnsRecordSet, RecordType } from '../../ports/dns.ts';
import { DurationText } from '../../ports/duration-text.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { spoken } from '../../ports/spoken.ts';
import { matches } from './pattern.ts';
import { PatternText } from './pattern-text.ts';
import * as differences from './record-differences.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import { code } from './words.ts';

const over = (min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean => min > max;

const Values = z.array(z.string()).min(1);

export const RecordsExpectation = z
  .strictObject({
    type: RecordType.describe('Type of the records.'),
    absent: z.literal(true).optional().describe('The name has no record of this type.'),
    equals: Values.optional().describe(
      'Exactly these values, in any order, as a zone file writes them: `10 mail.example`, `0 issue "authority.example"`.',
    ),
    contains: Values.optional().describe('At least these values.'),
    matches: PatternText.optional().describe('Expression (RE2) that every value must match.'),
    count: z
      .strictObject({
        min: z.int().min(1).default(1).describe('Fewest records.'),
        max: z.int().min(1).optional().describe('Most records.'),
      })
      .optional()
      .describe('How many records there are.'),
    ttl: z
      .strictObject({
        min: DurationText.optional().describe(
          'Shortest time; a cache on the way has counted some of it down.',
        ),
        max: DurationText.optional().describe('Longest time.'),
      })
      .optional()
      .describe('How long the answer may be kept: the shortest time of its records and aliases.'),
    chain: Values.optional().describe(
      'Names that the aliases (CNAME) lead through, in order, the last included.',
    ),
  })
  .describe('What the records of one type must be.')
  .refine(
    ({ type: _, absent, ...rest }) => !absent || Object.values(rest).every((one) => one === undefined),
    {
      error: 'what is absent has no values, number, times or aliases',
    },
  )
  .refine(({ count, ttl }) => !(over(count?.min, count?.max) || over(ttl?.min?.ms, ttl?.max?.ms)), {
    error: 'the least is more than the most',
  });
export type RecordsExpectation = z.output<typeof RecordsExpectation>;

/** What one resolver answered. */
export interface Answered {
  readonly resolver: string;
  readonly answer: DnsRecordSet;
}

const REFUSALS = new Set(['REFUSED', 'NOTIMP', 'FORMERR', 'NOTAUTH']);

/** Which resolver tells nothing of the name, and why; undefined when all of them do. */
export function untold(answered: readonly Answered[]): string | undefined {
  for (const { resolver, answer } of answered) {
    const { rcode, referral, unfollowed } = answer;
    if (REFUSALS.has(rcode)) return `${resolver} refuses to answer us: ${rcode}.`;
    if (referral !== undefined) return `${resolver} does not know the name, and says to ask ${referral}.`;
    if (unfollowed !== undefined) {
      return `${resolver} tells only that the name is an alias of ${unfollowed}. Ask a resolver, which follows it.`;
    }
  }
  return undefined;
}

const shown = ({ records, rcode }: DnsRecordSet): string =>
  records.map(({ value }) => value).join(', ') || rcode;

/** Keeps a promise only when every resolver's answer does; names the first that does not. */
function across(
  claim: Claim,
  answered: readonly Answered[],
  look: (answer: DnsRecordSet) => differences.Difference | undefined,
): AssertionResult {
  for (const { resolver, answer } of answered) {
    const difference = look(answer);
    if (difference === undefined) continue;
    const [code, detail, seen = shown(answer)] = difference;
    return broken(claim, seen, code, `${resolver}: ${detail}`);
  }
  const [first] = answered;
  return kept(claim, first ? shown(first.answer) : null);
}

/** Whether there are records at all; what is asked of them is only looked at when there are. */
function evaluatePresence(type: RecordType, absent: boolean, answered: readonly Answered[]): AssertionResult {
  const expected = absent ? 'absent' : 'present';
  const title = absent ? `there is no ${type} record` : `there are ${type} records`;
  const claim: Claim = { assertion: 'records', title, expected, where: type };
  const why = untold(answered);
  if (why !== undefined) return unknown(claim, why);
  const missing = differences.missing(type);
  return across(claim, answered, (answer) => {
    const difference = missing(answer);
    if (!absent) return difference;
    if (difference === undefined) return ['extra', differences.thereAre(answer.records.length)];
    return differences.saysNone(type, answer) ? undefined : difference;
  });
}

const list = (values: readonly string[]): string => values.join(', ');

const range = (min: number | string | undefined, max: number | string | undefined): string =>
  [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(Boolean).join(', ');

export function evaluateRecords(
  expected: RecordsExpectation,
  answered: readonly Answered[],
): AssertionResult[] {
  const { type } = expected;
  const presence = evaluatePresence(type, expected.absent === true, answered);
  if (presence.outcome !== 'pass' || expected.absent) return [presence];
  const { equals, contains, matches: pattern, count, ttl, chain } = expected;
  const hold = (title: string, value: string, look: Parameters<typeof across>[2]): AssertionResult =>
    across({ assertion: 'records', title, expected: value, where: type }, answered, look);
  const { unequal, lacking, unlike, miscounted, lifetimeOff, otherWay } = differences;
  const fits = (value: string) => pattern !== undefined && matches(pattern, value);
  const results = [
    presence,
    equals && hold(`${type} records are as agreed`, list(equals), unequal(type, equals)),
    contains && hold(`${type} records contain what was agreed`, list(contains), lacking(type, contains)),
    pattern && hold(`${type} records match`, pattern, unlike(type, fits)),
    count && hold(`number of ${type} records`, range(count.min, count.max), miscounted(count.min, count.max)),
    ttl &&
      hold(`${type} records may be kept`, range(ttl.min?.text, ttl.max?.text), lifetimeOff(ttl.min, ttl.max)),
    chain && hold(`aliases on the way to ${type} records`, chain.join(' → '), otherWay(chain)),
  ];
  return results.filter((one) => typeof one === 'object');
}

export function describeRecords(expected: RecordsExpectation): string[] {
  const { type, absent, equals, contains, matches: pattern, count, ttl, chain } = expected;
  const values = (some: readonly string[]) => some.map(code).join(', ');
  if (absent) return [`there is no ${type} record`];
  return [
    equals ? `the ${type} records are ${values(equals)}` : `there are ${type} records`,
    ...(contains ? [`they contain ${values(contains)}`] : []),
    ...(pattern ? [`each of them matches ${code(pattern)}`] : []),
    ...(count ? [`their number is ${range(count.min, count.max)}`] : []),
    ...(ttl ? [`they may be kept for ${range(ttl.min && spoken(ttl.min), ttl.max && spoken(ttl.max))}`] : []),
    ...(chain ? [`the aliases lead through ${values(chain)}`] : []),
  ];
}
