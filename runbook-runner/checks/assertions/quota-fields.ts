// Reads the quota that an answer tells: RateLimit fields of the current draft and of earlier ones, X-RateLimit-*,
// and Retry-After (RFC 9110 §10.2.3). Only the fields of the best form that is there count.
import type { Quota, QuotaLimit } from '../../ports/quota.ts';
import type { Answer } from './assertion.ts';
import { type Fields, headerValue, headerValues } from './headers.ts';
import { parseHttpDate, senderTime } from './http-date.ts';
import { readStructured, type Structured } from './quota-structured.ts';

type Limit = Structured['limits'][number];

export interface Observed {
  /** Undefined when the answer tells nothing that can be read. */
  readonly quota: Quota | undefined;
  /** Fields that are there and cannot be read. */
  readonly malformed: readonly string[];
}

/** `ratelimit-remaining`, `x-ratelimit-remaining-requests`, `x-rate-limit-remaining`, … */
const REMAINING = /^(x-)?rate-?limit-remaining(-[a-z0-9-]+)?$/;
const TELLS_QUOTA = /^(x-)?rate-?limit|^retry-after$/;

/** Whether an answer says anything of a quota; cheap, for answers that do not. */
export const tellsQuota = (headers: Fields): boolean => headers.some(([name]) => TELLS_QUOTA.test(name));

/** `1,000` may be a thousand, or two figures: nobody can say. */
const GROUPED = /^\s*\d{1,3}(,\d{3})+\s*$/;

/** The figures of a field: one a window (`1, 15000`), or a limit and its policies (`100, 100;w=60`). A date is one. */
const partsOf = (text: string): readonly string[] =>
  /^\s*\d+\s*,/.test(text) && !GROUPED.test(text) ? text.split(',') : [text];

/** The number of a part, before its parameters. */
const leading = (part: string | undefined): number | undefined => {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(?:$|;)/.exec(part ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
};

const EPOCH_MS = 1e12;
const EPOCH_SECONDS = 1e9;
const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `6m0s`, `1h2m3.5s`, `20ms`. */
function spanMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[hms]))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[hms])/g);
  return [...parts].reduce(
    (sum, [, n, unit]) => sum + Number(n) * UNITS_MS[unit as keyof typeof UNITS_MS],
    0,
  );
}

/**
 * Milliseconds from `base` until a reset that is told in any of the ways in use: seconds from now, seconds or
 * milliseconds since the epoch, a date, or a span. What is past is 0.
 */
export function resetMs(text: string | undefined, base: number): number | undefined {
  const told = text?.trim() ?? '';
  if (told === '') return undefined;
  const number = /^\d+(\.\d+)?$/.test(told) ? Number(told) : undefined;
  if (number !== undefined) {
    if (number < EPOCH_SECONDS) return number * 1000;
    return Math.max(0, (number < EPOCH_MS ? number * 1000 : number) - base);
  }
  const span = spanMs(told);
  if (span !== undefined) return span;
  const date = parseHttpDate(told) ?? (/^\d{4}-\d\d-\d\dT/.test(told) ? Date.parse(told) : Number.NaN);
  return Number.isNaN(date) ? undefined : Math.max(0, date - base);
}

/** The limits of the forms with a field for each figure: of each window, and of each server on the way that tells one. */
function limitsOf(name: string, headers: Fields, base: number): Limit[] {
  const [, , suffix] = REMAINING.exec(name) ?? [];
  return headerValues(headers, name).flatMap((value, at) => {
    const told = (word: string): string | undefined => {
      const values = headerValues(headers, name.replace('remaining', word));
      return values[at] ?? values[0];
    };
    const window = /^\s*\d+\s*,.*?;\s*w=(\d+)/.exec(told('limit') ?? '')?.[1];
    return partsOf(value).flatMap((figure, index): Limit[] => {
      const remaining = leading(figure);
      if (remaining === undefined) return [];
      const part = (text: string | undefined) => {
        const parts = text === undefined ? [] : partsOf(text);
        return parts[index] ?? parts[0];
      };
      return [
        {
          field: name,
          policy: suffix?.slice(1),
          unit: suffix === '-tokens' ? 'tokens' : 'requests',
          remaining,
          limit: leading(part(told('limit'))),
          resetsInMs: resetMs(part(told('reset-after') ?? told('reset')), base),
          windowMs: window === undefined ? undefined : Number(window) * 1000,
        },
      ];
    });
  });
}

function readSeparate(headers: Fields, base: number): Structured {
  const names = [...new Set(headers.map(([name]) => name).filter((name) => REMAINING.test(name)))];
  const standard = names.filter((name) => !name.startsWith('x-'));
  const counted = (standard.length > 0 ? standard : names).map((name) => ({
    name,
    limits: limitsOf(name, headers, base),
  }));
  return {
    limits: counted.flatMap(({ limits }) => limits),
    malformed: counted.filter(({ limits }) => limits.length === 0).map(({ name }) => name),
  };
}

const withShare = (limit: Limit): QuotaLimit => ({
  ...limit,
  ...(limit.limit !== undefined && limit.limit > 0 ? { share: limit.remaining / limit.limit } : {}),
});

/** By the share that is left, and among those without one by what is left. */
const tighter = (one: QuotaLimit, other: QuotaLimit): number =>
  (one.share ?? 1) - (other.share ?? 1) || one.remaining - other.remaining;

/** Of what was accepted or lies elsewhere, Retry-After tells when to look there (RFC 9110 §10.2.3), and nothing of a quota. */
const asksForRest = (status: number): boolean => status !== 202 && (status < 300 || status > 399);

async function read({ response, now }: Pick<Answer, 'response' | 'now'>): Promise<Observed> {
  const { headers } = response;
  const base = senderTime(headers, now);
  const structured = await readStructured(headers);
  const best = structured.limits.length > 0 ? structured : readSeparate(headers, base);
  const limits = best.limits.map(withShare).sort(tighter);
  const asked = asksForRest(response.status) ? headerValue(headers, 'retry-after') : undefined;
  const retryAfterMs = resetMs(asked, base);
  const malformed = [
    ...new Set([...structured.malformed, ...best.malformed]),
    ...(asked !== undefined && retryAfterMs === undefined ? ['retry-after'] : []),
  ];
  if (limits.length === 0 && retryAfterMs === undefined) return { quota: undefined, malformed };
  const observedAt = now.toISOString();
  return {
    quota: { observedAt, limits, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    malformed,
  };
}

const known = new WeakMap<Fields, Promise<Observed>>();

/** What an answer tells of the quota; read once, whoever asks. */
export function observeQuota(answer: Pick<Answer, 'response' | 'now'>): Promise<Observed> {
  const { headers } = answer.response;
  const before = known.get(headers) ?? read(answer);
  known.set(headers, before);
  return before;
}

interface Told {
  readonly quota?: Quota;
}

/** The quota that an answer tells, asked for or not: whoever runs many checks wants to know it. */
export function quotaOf(response: Answer['response'] | undefined, now: Date): Told | Promise<Told> {
  return response && tellsQuota(response.headers) ? told(response, now) : {};
}

async function told(response: Answer['response'], now: Date): Promise<Told> {
  const { quota } = await observeQuota({ response, now });
  return quota ? { quota } : {};
}
