// Holds a response to its header fields (RFC 9110 §5); a repeated field is joined as §5.3 says.

import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer, Assertion } from './assertion.ts';
import type { HeaderExpectation, HeadersExpectation } from './headers-schema.ts';
import { matches } from './pattern.ts';
import { type Claim, differs, kept } from './result.ts';
import { code, comparison } from './words.ts';

const broken = differs(ASSERTION_CODES.headers);

export type Fields = readonly (readonly [string, string])[];

/** Fields that a response may send once only; a second one leaves open which counts. */
export const SINGLE: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'location',
  'date',
  'etag',
  'retry-after',
  'age',
]);

/** Value of a field, repeated ones joined by a comma; undefined when it is absent. */
export function headerValue(fields: Fields, name: string): string | undefined {
  return joined(headerValues(fields, name));
}

const joined = (values: readonly string[]) => (values.length === 0 ? undefined : values.join(', '));

/** Each value of a field, in the order sent. */
export function headerValues(fields: Fields, name: string): readonly string[] {
  return fields.filter(([field]) => field === name).map(([, value]) => value);
}

/** Of a content type that is sent several times: what to say of it, and whether nobody can say which counts. */
export function repeatedType(fields: Fields): { detail: string; isAtOdds: boolean } | undefined {
  const values = headerValues(fields, 'content-type');
  if (values.length < 2) return undefined;
  const detail = `The header content-type is sent ${values.length} times: ${values.join(' and ').slice(0, 200)}.`;
  return { detail, isAtOdds: new Set(values).size > 1 };
}

function titleOf(name: string, expected: HeaderExpectation): string {
  if ('exists' in expected) return `header ${name} is ${expected.exists ? 'present' : 'absent'}`;
  if ('matches' in expected) return `header ${name} matches ${expected.matches}`;
  return `header ${name} is ${'equals' in expected ? expected.equals : expected.oneOf.join(' or ')}`;
}

function evaluateOne(name: string, expected: HeaderExpectation, fields: Fields): AssertionResult {
  const values = headerValues(fields, name);
  const actual = joined(values);
  const claim: Claim = { assertion: 'headers', title: titleOf(name, expected), expected, where: name };
  if ('exists' in expected && !expected.exists) {
    return actual === undefined
      ? kept(claim, null)
      : broken(claim, actual, 'present', `The header ${name} must not be sent.`);
  }
  if (actual === undefined) return broken(claim, null, 'missing', `The header ${name} is not sent.`);
  if (values.length > 1 && SINGLE.has(name)) {
    return broken(claim, actual, 'duplicate', `The header ${name} is sent ${values.length} times.`);
  }
  const wanted = 'equals' in expected ? [expected.equals] : 'oneOf' in expected ? expected.oneOf : undefined;
  if (wanted && !wanted.includes(actual)) {
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

export const headersAssertion: Assertion<HeadersExpectation, Answer> = {
  name: 'headers',
  title: 'Header fields',
  summary: 'Holds header fields to a value, an expression, or to being there at all.',
  example: "headers: { content-type: { matches: '^application/json' }, server: { exists: false } }",
  codes: ASSERTION_CODES.headers,
  describe: (expected) =>
    Object.entries(expected).map(([name, expectation]) => comparison(code(name), expectation)),
  evaluate: (expected, { response }) => evaluateHeaders(expected, response.headers),
};
