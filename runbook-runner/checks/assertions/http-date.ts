// HTTP dates (RFC 9110 §5.6.7): the one form that is written, and the two old ones that a recipient must read.
import { type Fields, headerValue } from './headers.ts';

const FORMS = [
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
];
/** asctime tells no zone, and is UTC all the same. */
const ASCTIME = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** Milliseconds since the epoch, or undefined for anything else. */
export function parseHttpDate(text: string): number | undefined {
  const trimmed = text.trim();
  const asctime = ASCTIME.test(trimmed);
  if (!asctime && !FORMS.some((form) => form.test(trimmed))) return undefined;
  const ms = Date.parse(asctime ? `${trimmed} GMT` : trimmed);
  // 31 February would be read as 3 March. The day is the first number of each form, and a time that is none has no day.
  const day = Number(/\d+/.exec(trimmed)?.[0]);
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}

/** The sender's own time, where it tells one: points in time that it names are compared with its clock, not ours. */
export function senderTime(headers: Fields, now: Date): number {
  return parseHttpDate(headerValue(headers, 'date') ?? '') ?? now.getTime();
}
