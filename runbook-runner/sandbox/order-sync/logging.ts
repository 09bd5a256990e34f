// Owns how much is logged: the level, which fields of each exchange are captured, and until when.
import { z } from 'zod';

/** What can be captured of an exchange with an upstream. Bodies of tokens and keys never are. */
export const FIELDS = [
  'upstream',
  'method',
  'path',
  'status',
  'durationMs',
  'requestId',
  'contentType',
  'retryAfter',
  'rateLimit',
  'apiVersion',
  'keyId',
  'requestBody',
  'responseBody',
] as const;
export type Field = (typeof FIELDS)[number];

export const LogDetail = z.strictObject({
  level: z.enum(['info', 'debug']),
  fields: z.array(z.enum(FIELDS)),
  untilSeconds: z.int().min(1).max(86_400).nullable().default(null),
});
export type LogDetail = z.output<typeof LogDetail>;

export interface LoggingNow {
  readonly level: LogDetail['level'];
  readonly fields: readonly Field[];
  /** When it falls back to `info`; null for never. */
  readonly until: string | null;
}

const PLAIN: LoggingNow = { level: 'info', fields: [], until: null };

export class Logging {
  #now: LoggingNow = PLAIN;

  get current(): LoggingNow {
    const { until } = this.#now;
    if (until !== null && Date.parse(until) <= Date.now()) this.#now = PLAIN;
    return this.#now;
  }

  set({ level, fields, untilSeconds }: LogDetail): LoggingNow {
    const until = untilSeconds === null ? null : new Date(Date.now() + untilSeconds * 1_000).toISOString();
    this.#now = { level, fields: level === 'debug' ? [...new Set(fields)] : [], until };
    return this.#now;
  }
}
