// A name of the IANA time zone database, as this Node knows it.
import { z } from 'zod';
import { nearest } from '../../errors/index.ts';

/** Offsets such as +01:00 are no zones: they know no summer. */
const NAME = /^[A-Za-z][\w+/-]*$/;

function isKnown(name: string): boolean {
  try {
    return NAME.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function wrong(name: unknown): string {
  const meant = nearest(String(name), Intl.supportedValuesOf('timeZone'));
  return `"${name}" is no IANA time zone${meant === undefined ? ', such as Europe/Lisbon' : `; did you mean ${meant}?`}`;
}

export const TimeZone = z.string().refine(isKnown, { error: ({ input }) => wrong(input) });
