// How one resolver's answer differs from what was agreed: pure looks, each a code and a sentence or nothing.
import { z } from 'zod';
import type { DnsRecordSet, RecordType } from '../../ports/dns.ts';
import type { Duration } from '../../ports/duration.ts';

/** `seen` is what was looked at, where that is something else than the values. */
export type Difference = readonly [code: string, detail: string, seen?: string | number];

type Look = (answer: DnsRecordSet) => Difference | undefined;

/** One spelling for names and IPv6 addresses, so that two ways to write the same compare equal. */
function normal(type: RecordType, value: string): string {
  if (type === 'TXT' || type === 'CAA') return value;
  const lower = value.toLowerCase().replace(/\.$/, '');
  if (type !== 'AAAA' || !z.ipv6().safeParse(lower).success) return lower;
  return new URL(`http://[${lower}]`).hostname.slice(1, -1);
}

export const valuesOf = (type: RecordType, { records }: DnsRecordSet): string[] =>
  records.map(({ value }) => normal(type, value)).sort();

/** Why there is no record, aliases included. */
export function missing(type: RecordType): Look {
  return ({ rcode, records, chain, loop, zone }) => {
    const by = zone === undefined ? '' : ` The zone ${zone} says so.`;
    const way = chain.map(({ target }) => ` → ${target}`).join('');
    const subject = way === '' ? 'the name' : `the alias${way}`;
    if (loop) return ['cname-loop', `The aliases lead in a circle:${way}.`];
    if (rcode === 'NXDOMAIN') return ['nxdomain', `There is no such name: ${subject} does not exist.${by}`];
    if (rcode !== 'NOERROR') return [rcode.toLowerCase(), `The resolver answered ${rcode} for ${subject}.`];
    if (records.length > 0) return undefined;
    return ['no-data', `There is no ${type} record: ${subject} has none.${by}`];
  };
}

/** Whether the answer is that there is no record, as against one that could not be had. */
export function saysNone(type: RecordType, answer: DnsRecordSet): boolean {
  const [code = ''] = missing(type)(answer) ?? [];
  const told = answer.referral === undefined && answer.unfollowed === undefined;
  return told && (code === 'nxdomain' || code === 'no-data');
}

export function lacking(type: RecordType, wanted: readonly string[]): Look {
  return (answer) => {
    const seen = new Set(valuesOf(type, answer));
    const lost = wanted.filter((one) => !seen.has(normal(type, one)));
    return lost.length === 0 ? undefined : ['missing', `${lost.join(', ')} is missing.`];
  };
}

export function unequal(type: RecordType, wanted: readonly string[]): Look {
  const known = new Set(wanted.map((one) => normal(type, one)));
  return (answer) => {
    const more = valuesOf(type, answer).filter((one) => !known.has(one));
    if (more.length === 0) return lacking(type, wanted)(answer);
    return ['extra', `${more.join(', ')} was not agreed.`];
  };
}

export function unlike(type: RecordType, fits: (value: string) => boolean): Look {
  return (answer) => {
    const other = valuesOf(type, answer).find((one) => !fits(one));
    return other === undefined ? undefined : ['no-match', `${other} does not match.`];
  };
}

export const thereAre = (count: number): string => (count === 1 ? 'There is 1.' : `There are ${count}.`);

export function miscounted(min: number, max = Number.POSITIVE_INFINITY): Look {
  return ({ records: { length } }) => {
    if (length < min) return ['too-few', thereAre(length), length];
    return length > max ? ['too-many', thereAre(length), length] : undefined;
  };
}

/** A cache keeps an answer as long as its shortest record or alias. */
export function lifetimeOff(min: Duration | undefined, max: Duration | undefined): Look {
  return ({ records, chain }) => {
    const seconds = Math.min(...[...records, ...chain].map(({ ttlSeconds }) => ttlSeconds));
    const seen = `${seconds}s`;
    if (min && seconds * 1000 < min.ms) return ['ttl-low', `It may be kept for ${seconds} s only.`, seen];
    return max && seconds * 1000 > max.ms
      ? ['ttl-high', `It may be kept for ${seconds} s.`, seen]
      : undefined;
  };
}

export function otherWay(wanted: readonly string[]): Look {
  const agreed = wanted.map((one) => normal('CNAME', one)).join(' → ');
  return ({ chain }) => {
    const seen = chain.map(({ target }) => target).join(' → ') || 'no alias';
    return seen === agreed ? undefined : ['other-chain', `The aliases lead through ${seen}.`];
  };
}
