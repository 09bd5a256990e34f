// Reads RateLimit and RateLimit-Policy as structured fields (RFC 9651): the current draft
// (draft-ietf-httpapi-ratelimit-headers-11) and the dictionary of draft 07. Loads the parser when first used.
import type { BareItem, Item, Parameters } from 'structured-headers';
import type { QuotaLimit } from '../../ports/quota.ts';
import { type Fields, headerValue } from './headers.ts';

type Limit = Omit<QuotaLimit, 'share'>;

interface Policy {
  readonly name: string | undefined;
  readonly limit: number | undefined;
  readonly windowMs: number | undefined;
  readonly unit: string;
  readonly partition: string | undefined;
}

/** `malformed` fields are ignored, as the draft asks; that they are there is still told. */
export interface Structured {
  readonly limits: readonly Limit[];
  readonly malformed: readonly string[];
}

const count = (value: BareItem | undefined): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;

const seconds = (value: BareItem | undefined): number | undefined => {
  const found = count(value);
  return found === undefined ? undefined : found * 1000;
};

/** A partition key as text, so that two can be compared. */
const partitionOf = (parameters: Parameters): string | undefined => {
  const key = parameters.get('pk');
  return key instanceof ArrayBuffer ? Buffer.from(key).toString('base64') : undefined;
};

/** `"daily";q=1000;w=86400`, or `1000;w=86400` as in the older drafts. */
function policyOf([name, parameters]: Item): Policy {
  const unit = parameters.get('qu');
  return {
    name: typeof name === 'string' ? name : undefined,
    limit: count(parameters.get('q')) ?? count(name),
    windowMs: seconds(parameters.get('w')),
    unit: typeof unit === 'string' ? unit : 'requests',
    partition: partitionOf(parameters),
  };
}

/** `"daily";r=50;t=30`; undefined when it is none. */
function limitOf([name, parameters]: Item, policies: readonly Policy[]): Limit | undefined {
  const remaining = count(parameters.get('r'));
  if (typeof name !== 'string' || remaining === undefined) return undefined;
  const named = policies.filter((one) => one.name === name);
  const policy = named.find((one) => one.partition === partitionOf(parameters)) ?? named[0];
  return {
    field: 'ratelimit',
    policy: name,
    unit: policy?.unit ?? 'requests',
    remaining,
    limit: policy?.limit,
    resetsInMs: seconds(parameters.get('t')),
    windowMs: policy?.windowMs,
  };
}

const isItem = (member: readonly unknown[]): member is Item => !Array.isArray(member[0]);

export async function readStructured(headers: Fields): Promise<Structured> {
  const told = headerValue(headers, 'ratelimit');
  if (told === undefined) return { limits: [], malformed: [] };
  const { parseDictionary, parseList } = await import('structured-headers');
  /** What `parse` makes of a field, or undefined when it is not of that form. */
  const tried = <Made>(parse: (text: string) => Made, text: string): Made | undefined => {
    try {
      return parse(text);
    } catch {
      return undefined;
    }
  };
  const policies = (tried(parseList, headerValue(headers, 'ratelimit-policy') ?? '') ?? [])
    .filter(isItem)
    .map(policyOf);
  const listed = tried(parseList, told)?.map((member) =>
    isItem(member) ? limitOf(member, policies) : undefined,
  );
  const limits = listed?.filter((limit) => limit !== undefined) ?? [];
  if (limits.length > 0 && limits.length === listed?.length) return { limits, malformed: [] };
  const dictionary = tried(parseDictionary, told);
  const member = (key: string) => dictionary?.get(key)?.[0] as BareItem | undefined;
  const remaining = count(member('remaining'));
  if (remaining === undefined) return { limits: [], malformed: ['ratelimit'] };
  const limit = count(member('limit'));
  const windowMs = policies.find((one) => one.limit === limit)?.windowMs;
  const old = { field: 'ratelimit', unit: 'requests', remaining, limit, windowMs };
  return { limits: [{ ...old, resetsInMs: seconds(member('reset')) }], malformed: [] };
}
