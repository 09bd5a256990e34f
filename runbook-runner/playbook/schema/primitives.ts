// The small values that every schema is made of: ids, durations, sizes, parameters.
import { z } from 'zod';
import { type Duration, parseDuration } from '../../ports/duration.ts';
import { DurationText, TimeLimit } from '../../ports/duration-text.ts';

export { type Duration, DurationText, parseDuration, TimeLimit };

/** Ids are file names: lower case words joined by hyphens. */
export const Id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id has lower-case letters, digits and single hyphens')
  .describe('Lower-case words joined by hyphens; the file name without its ending.');

/** The site's reader makes a date of an unquoted one, the loader's keeps it as text: both mean the same day. */
export const CalendarDate = z
  .preprocess((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value), z.iso.date())
  .describe('A calendar date, YYYY-MM-DD.');

/** One typed slot of a request: the only thing of a request that a page may choose. */
export const Parameter = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('string').describe('What values it takes.'),
      pattern: z.string().describe('Regular expression (RE2) that the whole value must match.'),
      default: z.string().optional().describe('Value when none is given.'),
      describe: z.string().optional().describe('What the value means, for the person who fills it in.'),
    }),
    z.strictObject({
      type: z.literal('enum').describe('What values it takes.'),
      values: z.array(z.string()).min(1).describe('The values that may be chosen.'),
      default: z.string().optional().describe('Value when none is given.'),
      describe: z.string().optional().describe('What the value means.'),
    }),
    z
      .strictObject({
        type: z.literal('integer').describe('What values it takes.'),
        min: z.int().describe('Smallest value.'),
        max: z.int().describe('Largest value.'),
        default: z.int().optional().describe('Value when none is given.'),
        describe: z.string().optional().describe('What the value means, with its unit.'),
      })
      .refine(({ min, max }) => min <= max, { error: 'it is below `min`, so no value fits', path: ['max'] }),
  ])
  .describe('A typed slot that a page or the command line may fill.');
export type Parameter = z.output<typeof Parameter>;

export const Parameters = z.record(Id, Parameter).describe('Typed slots by name.');

const StatusRange = z.enum(['1xx', '2xx', '3xx', '4xx', '5xx']).describe('Every status of the class.');

/** HTTP statuses and classes of them, any of which will do. */
export const Statuses = z
  .array(z.union([z.int().min(100).max(599), StatusRange]))
  .min(1)
  .readonly();

export const Severity = z.enum(['sev1', 'sev2', 'sev3', 'sev4']).describe('sev1 is the worst.');
export type Severity = z.output<typeof Severity>;

export const Review = z
  .strictObject({
    owner: Id.describe('Team that keeps the page right.'),
    every: DurationText.describe('How often it is read again.'),
    last: CalendarDate.describe('When it was last read by its owner.'),
  })
  .describe('Who keeps the page right, and when it was last read.');
export type Review = z.output<typeof Review>;

export const Impact = z.strictObject({
  customers: z.string().describe('What customers notice.'),
  internal: z.string().describe('What our own people and systems notice.'),
});
