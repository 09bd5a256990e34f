// What content can take out of an answer for the steps that follow.
import { z } from 'zod';
import { HeaderName } from './headers-schema.ts';
import { JsonPathText } from './json-path-text.ts';
import { PatternText } from './pattern-text.ts';

const secret = z
  .boolean()
  .default(false)
  .describe('Keeps the value out of everything that is shown or recorded, as a credential.');

const Capture = z
  .union([
    z.strictObject({ path: JsonPathText, secret }),
    z.strictObject({
      header: HeaderName,
      matches: PatternText.optional().describe('Expression whose first group, or all of it, is the value.'),
      secret,
    }),
  ])
  .describe('Where the value is: at a path of the JSON body, or in a header field.');
export type Capture = z.output<typeof Capture>;

export const Captures = z
  .record(
    z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name has lower-case letters, digits, hyphens'),
    Capture,
  )
  .describe('Values to keep for {slots} of later steps, by name.');
export type Captures = z.output<typeof Captures>;
