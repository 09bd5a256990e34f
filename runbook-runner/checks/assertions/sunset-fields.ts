// Reads what an answer says of its own end: Deprecation (RFC 9745), Sunset (RFC 8594), a dated version, links.
import type { Answer } from './assertion.ts';
import { type Fields, headerValue, headerValues } from './headers.ts';
import { parseHttpDate } from './http-date.ts';

/** A field that names a point in time: not there, there, or there and unreadable. */
export type Told =
  | { readonly is: 'absent' }
  | { readonly is: 'at'; readonly ms: number }
  /** Deprecated by now, without a date: `true` in the drafts before RFC 9745. */
  | { readonly is: 'undated' }
  | { readonly is: 'malformed'; readonly text: string };

export interface Link {
  readonly rel: string;
  readonly uri: string;
}

/** The day in UTC; its year has more than four digits from 10000 on. */
export const dateOf = (ms: number): string => new Date(ms).toISOString().replace(/T.*/, '');

const RELATIONS = ['sunset', 'deprecation', 'successor-version', 'latest-version'];

/** The end of the last year that a date is written with, in four digits. */
const LAST_MS = Date.UTC(10_000, 0) - 1;

/** `@1688169599`; a date or `true` in the drafts before. */
export async function readDeprecation(headers: Fields): Promise<Told> {
  const text = headerValue(headers, 'deprecation');
  if (text === undefined) return { is: 'absent' };
  if (/^\??(true|1)$/i.test(text.trim())) return { is: 'undated' };
  const ms = parseHttpDate(text) ?? (await structuredDate(text));
  return ms === undefined ? { is: 'malformed', text } : { is: 'at', ms };
}

async function structuredDate(text: string): Promise<number | undefined> {
  const { parseItem } = await import('structured-headers');
  try {
    const [value] = parseItem(text);
    const ms = value instanceof Date ? value.getTime() : Number.NaN;
    // It may hold more seconds than any date; and a count of milliseconds is read as a day far beyond all that is meant.
    return ms <= LAST_MS ? ms : undefined;
  } catch {
    return undefined;
  }
}

/** Of several, the earliest counts: what depends on the answer must be ready by then. */
function earliest(values: readonly string[], read: (text: string) => number | undefined): Told {
  if (values.length === 0) return { is: 'absent' };
  const dates = values.map(read);
  const bad = values[dates.indexOf(undefined)];
  if (bad !== undefined) return { is: 'malformed', text: bad };
  return { is: 'at', ms: Math.min(...dates.flatMap((date) => date ?? [])) };
}

export const readSunset = (headers: Fields): Told => earliest(headerValues(headers, 'sunset'), parseHttpDate);

/** The date that a version begins with: `2026-03-01`, `2026-03-01.acacia`. */
function versionDate(text: string): number | undefined {
  const date = /^\s*"?(\d{4}-\d\d-\d\d)(?!\d)/.exec(text)?.[1];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  // 31 February would be read as 3 March.
  return !Number.isNaN(ms) && dateOf(ms) === date ? ms : undefined;
}

export const readVersion = (headers: Fields, name: string): Told =>
  earliest(headerValues(headers, name), versionDate);

/** Links (RFC 8288) that tell more of the end, or of what comes after. */
export async function readLinks({ headers }: Answer['response']): Promise<readonly Link[]> {
  const text = headerValue(headers, 'link');
  if (text === undefined) return [];
  const { default: LinkHeader } = await import('http-link-header');
  try {
    return LinkHeader.parse(text).refs.flatMap(({ rel, uri }) =>
      rel.split(/\s+/).some((one) => RELATIONS.includes(one.toLowerCase())) ? [{ rel, uri }] : [],
    );
  } catch {
    return [];
  }
}
