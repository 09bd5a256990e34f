// Holds a response to its header fields (RFC 9110 §5); a repeated field is joined as §5.3 says.
import { z } from 'zod';
import type { AssertionResult } from '../../ports/result.ts';
import { matches, PatternText } from './pattern.ts';
import { broken, type Claim, kept } from './result.ts';
import { code, comparison } from './words.ts';

const HeaderExpectation = z
  .union([
    z.strictObject({ equals: z.string().describe('The exact value.') }),
    z.strictObject({ matches: PatternText }),
    z.strictObject({ exists: z.boolean().describe('Whether the field must be there.') }),
  ])
  .describe('One of equals, matches, exists.');

export const HeadersExpectation = z
  .record(
    z
      .string()
      .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, 'a header name is written in lower case')
      .describe('Name in lower case.'),
    HeaderExpectation,
  )
  .describe('What header fields must be, by name.');
export type HeadersExpectation = z.output<typeof HeadersExpectation>;

type Fields = readonly (readonly [string, string])[];

/** Fields that a response may send once only; a second one leaves open which counts. */
const SINGLE = new Set(['content-type', 'content-length', 'location', 'date', 'etag', 'retry-after', 'age']);

/** Value of a field, repeated ones joined by a comma; undefined when it is absent. */
export function headerValue(fields: Fields, name: string): string | undefined {
  const values = fields.filter(([field]) => field === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

function evaluateOne(name: string, expected: z.output<typeof HeaderExpectation>, fields: Fields) {
  const actual = headerValue(fields, name);
  const title =
    'exists' in expected
      ? `header ${name} is ${expected.exists ? 'present' : 'absent'}`
      : 'equals' in expected
        ? `header ${name} is ${expected.equals}`
        : `header ${name} matches ${expected.matches}`;
  const claim: Claim = { assertion: 'headers', title, expected, where: name };
  if ('exists' in expected && !expected.exists) {
    return actual === undefined
      ? kept(claim, null)
      : broken(claim, actual, 'present', `The header ${name} must not be sent.`);
  }
  if (actual === undefined) return broken(claim, null, 'missing', `The header ${name} is not sent.`);
  const count = fields.filter(([field]) => field === name).length;
  if (count > 1 && SINGLE.has(name)) {
    return broken(claim, actual, 'duplicate', `The header ${name} is sent ${count} times.`);
  }
  if ('equals' in expected && actual !== expected.equals) {
    return broken(claim, actual, 'not-equal', `The header ${name} has another value.`);
  }
  if ('matches' in expected && !matches(expected.matches, actual)) {
    return broken(claim, actual, 'no-match', `The header ${name} does not match.`);
  }
  return kept(claim, actual);
}

export function evaluateHeaders(expected: HeadersExpectation, fields: Fields): AssertionResult[] {
  return Object.entries(expected).map(([name, expectation]) => evaluateOne(name, expectation, fields));
}

export const describeHeaders = (expected: HeadersExpectation): string[] =>
  Object.entries(expected).map(([name, expectation]) => comparison(code(name), expectation));
