// What a failing result is recognised as: failure modes that fit, what the records tell of them, the check to run next.
import { z } from 'zod';

export const Seen = z
  .strictObject({
    times: z.number().int().describe('Earlier runs that failed so; 1000 stands for that many or more.'),
    last: z.iso.datetime().optional().describe('When the latest of them began.'),
    fix: z
      .strictObject({ action: z.string(), run: z.string(), at: z.iso.datetime() })
      .optional()
      .describe('The latest verified action that followed such a run in the same run of a runbook or drill.'),
  })
  .describe('What the records of this environment tell of a failure.');
export type Seen = z.output<typeof Seen>;

export const ModeMatch = z.strictObject({
  failureMode: z.string(),
  title: z.string(),
  page: z.string().describe('Address of the failure mode page, from the root of the site.'),
  score: z.number().describe('0 to 1; how specific the matched signature is.'),
  reason: z.string(),
  seen: Seen.optional().describe('How often it ranked first before; absent where no records are at hand.'),
});
export type ModeMatch = z.output<typeof ModeMatch>;

export const NextCheck = z
  .strictObject({
    check: z.string(),
    title: z.string(),
    cost: z.number().int().describe('Upstream requests of one run.'),
    gain: z.number().describe('What its outcome is expected to tell, in bits.'),
    reason: z.string().describe('What it tells apart, and for how much.'),
    page: z.string().optional().describe('Address of a page on which it can be clicked.'),
  })
  .describe('The check that tells the best-ranked failure modes apart for the fewest requests.');
export type NextCheck = z.output<typeof NextCheck>;
