// A duration as content writes it. On the ground, since kinds and schemas both read it.
import { z } from 'zod';
import { type Duration, parseDuration, UNITS_MS } from './duration.ts';

/** The same forms as `parseDuration` reads, for editors. */
const FORM = /^(\d+(\.\d+)?(ms|s|m|h|d)|P\d+[DW])$/;

/** Beyond it a point in time that is so far away may be no date. */
const LONGEST_MS = 36_525 * UNITS_MS.d;

export const DurationText = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? `${input} has no unit: a duration is written as 400ms, 30s, 15m, 4h or 14d`
        : undefined,
  })
  .regex(FORM, {
    error: ({ input }) => `"${input}" is not a duration such as 400ms, 30s, 15m, 4h or P90D`,
    abort: true,
  })
  .describe('A duration: 400ms, 30s, 15m, 4h, 7d, P90D or P2W.')
  .transform((text): Duration => parseDuration(text) ?? z.NEVER)
  .refine(({ ms }) => ms <= LONGEST_MS, { error: 'a duration is 100 years at most', abort: true });

/** Timers hold no more than 24 days and fire at once beyond; a day is more than anybody waits for an answer. */
const MOST_MS = UNITS_MS.d;

/** How long something may take. */
export const TimeLimit = DurationText.refine(({ ms }) => ms >= 1 && ms <= MOST_MS, {
  error: 'a time limit is 1ms to 24h',
});
