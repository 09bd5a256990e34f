// Holds a response body to values at RFC 9535 paths, to its text, and to its size.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import type { Answer, Assertion } from './assertion.ts';
import { bodyContradictions } from './body-contradictions.ts';
import { claimAt, evaluateValue } from './body-path.ts';
import type { BodyExpectation, EachTest, SizeTest, TextTest, ValueTest } from './body-schema.ts';
import { textBody } from './body-text.ts';
import { headerValue, repeatedType } from './headers.ts';
import { type JsonBody, jsonBody, whyNoJson } from './json-body.ts';
import { select } from './json-path.ts';
import { matches } from './pattern.ts';
import { type Claim, differs, kept, preview } from './result.ts';
import { boundsWords, code, comparison } from './words.ts';

const broken = differs(ASSERTION_CODES.body);

type Response = Answer['response'];

function unread(claim: Claim, body: Extract<JsonBody, { ok: false }>, response: Response): AssertionResult {
  return broken(claim, null, body.code, whyNoJson(body, response.headers));
}

function evaluatePath(test: ValueTest, response: Response): AssertionResult {
  const body = jsonBody(response.body);
  return body.ok ? evaluateValue(test, body.value) : unread(claimAt(test, '$'), body, response);
}

/** One result for each promise about the items: that of the first item which breaks it. */
function evaluateEach({ path, each }: EachTest, response: Response): AssertionResult[] {
  const body = jsonBody(response.body);
  const nodes = body.ok ? select(body.value, path) : [];
  return each.map((test) => {
    if (!body.ok) return unread(claimAt(test, path), body, response);
    const results = nodes.map((node) => evaluateValue(test, node.value, node.path));
    const shown = results.find((result) => result.outcome !== 'pass') ?? results[0];
    return shown ?? broken(claimAt(test, path), null, 'missing', `${path} selects nothing in the body.`);
  });
}

function evaluateText(test: TextTest, response: Response): AssertionResult {
  const words =
    'matches' in test
      ? `matches ${test.matches}`
      : 'lacks' in test
        ? `lacks ${preview(test.lacks)}`
        : `contains ${preview(test.contains)}`;
  const claim: Claim = { assertion: 'body', title: `body ${words}`, expected: test, where: 'text' };
  const body = textBody(response);
  if (!body.ok) return broken(claim, null, body.code, body.detail);
  const seen = preview(body.text.slice(0, 200));
  if ('lacks' in test) {
    const holds = !body.text.includes(test.lacks);
    return holds ? kept(claim, seen) : broken(claim, seen, 'present', 'The body holds this text.');
  }
  const holds = 'contains' in test ? body.text.includes(test.contains) : matches(test.matches, body.text);
  return holds ? kept(claim, seen) : broken(claim, seen, 'no-match', 'The body does not hold this text.');
}

function evaluateSize(size: SizeTest, response: Response): AssertionResult {
  const bytes = response.body.byteLength;
  const title = `body is ${boundsWords(size)} bytes`;
  const claim: Claim = { assertion: 'body', title, expected: size, where: 'size' };
  if (bytes < size.min) return broken(claim, bytes, 'too-small', `The body has ${counted(bytes, 'byte')}.`);
  if (bytes > size.max) return broken(claim, bytes, 'too-large', `The body has ${counted(bytes, 'byte')}.`);
  return kept(claim, bytes);
}

/** What a body is read as hangs on its content type, and its size does not. */
function evaluateType(expected: BodyExpectation, { headers }: Response): AssertionResult[] {
  const repeated = repeatedType(headers);
  if (!repeated?.isAtOdds || expected.every((one) => 'size' in one)) return [];
  const claim: Claim = {
    ...{ assertion: 'body', title: 'body has one content type' },
    ...{ expected: 'one content type', where: 'content-type' },
  };
  return [broken(claim, headerValue(headers, 'content-type') ?? null, 'types-at-odds', repeated.detail)];
}

export function evaluateBody(expected: BodyExpectation, response: Response): AssertionResult[] {
  const results = expected.flatMap((one) => {
    if ('text' in one) return evaluateText(one.text, response);
    if ('size' in one) return evaluateSize(one.size, response);
    return 'each' in one ? evaluateEach(one, response) : evaluatePath(one, response);
  });
  return [...evaluateType(expected, response), ...results];
}

function describeBody(expected: BodyExpectation): string[] {
  return expected.flatMap((one) => {
    if ('text' in one) return comparison('the body', one.text);
    if ('size' in one) return `the body has ${one.size.min} to ${one.size.max} bytes`;
    if (!('each' in one)) return comparison(code(one.path), one);
    return one.each.map((test) => `in each ${code(one.path)}, ${comparison(code(test.path), test)}`);
  });
}

export const bodyAssertion: Assertion<BodyExpectation, Answer> = {
  name: 'body',
  title: 'Body',
  summary:
    'Holds the body to values at RFC 9535 paths, to text, and to a size. A path that selects several values holds every one of them.',
  example: `body:
  - { path: $.status, oneOf: [succeeded, pending] }
  - { path: '$.items[*]', each: [{ path: $.id, matches: '^ch_' }, { path: $.amount, range: { min: 1 } }] }
  - { path: '$.items[*]', count: { max: 100 } }
  - { text: { lacks: maintenance } }
  - { size: { max: 65536 } }`,
  codes: ASSERTION_CODES.body,
  describe: describeBody,
  contradictions: bodyContradictions,
  evaluate: (expected, { response }) => evaluateBody(expected, response),
};
