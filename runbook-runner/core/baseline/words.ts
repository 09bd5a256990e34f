// Figures of a baseline, and what is wrong with one, for people.
import type { Compared } from './compare.ts';

/** A value in its unit; words stay as they are. */
export function figureText(what: Compared['what'], value: Compared['now']): string {
  if (value === null) return 'not measured';
  if (typeof value === 'string') return value;
  const isShare = what === 'error rate' || what === 'quota used';
  return isShare ? `${Math.round(value * 1000) / 10} %` : `${Math.round(value * 10) / 10} ms`;
}

/** The range as it was allowed: a figure has no lower bound but nothing at all. */
export const allowedText = ({ what, allowed }: Compared): string =>
  typeof allowed === 'number' ? `0 to ${figureText(what, allowed)}` : allowed;

export const differenceText = (one: Compared): string =>
  `${one.what} of ${one.check}: ${figureText(one.what, one.recorded)} before, ${figureText(one.what, one.now)} now (allowed: ${allowedText(one)})`;
