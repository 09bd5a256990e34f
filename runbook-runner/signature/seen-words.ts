// Says in a line what the records tell of a failure; the same words in the terminal and on a page. Pure.
import type { Seen } from '../ports/diagnosis.ts';

/** `show` writes an instant as its reader is used to. */
export function seenWords({ times, last, fix }: Seen, show: (rfc3339: string) => string): string {
  if (last === undefined) return 'Not seen here before.';
  const often = times === 1 ? 'once' : times >= 1000 ? '1000 times or more' : `${times} times`;
  const helped = fix ? ` ${fix.action} helped on ${show(fix.at)}.` : '';
  return `Seen here ${often} before, last on ${show(last)}.${helped}`;
}
