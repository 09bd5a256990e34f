// What content can promise about the header fields of an answer.
import { z } from 'zod';
import { PatternText } from './pattern-text.ts';

export const HeaderExpectation = z
  .union([
    z.strictObject({ equals: z.string().describe('The exact value.') }),
    z.strictObject({
      oneOf: z.array(z.string()).min(1).describe('Values of which it must be one.'),
    }),
    z.strictObject({ matches: PatternText }),
    z.strictObject({ exists: z.boolean().describe('Whether the field must be there.') }),
  ])
  .describe('One of equals, oneOf, matches, exists.');
export type HeaderExpectation = z.output<typeof HeaderExpectation>;

/** A field name as it is written in content. */
export const HeaderName = z
  .string()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, 'a header name is written in lower case')
  .describe('Name in lower case.');

export const HeadersExpectation = z
  .record(HeaderName, HeaderExpectation)
  .describe('What header fields must be, by name.');
export type HeadersExpectation = z.output<typeof HeadersExpectation>;
