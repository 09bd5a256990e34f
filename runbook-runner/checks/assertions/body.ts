// Holds a response body to values at RFC 9535 paths, to its text, and to its size.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { HttpResponse } from '../../ports/http.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { jsonBody } from './json-body.ts';
import { JsonPathText, type Node, select } from './json-path.ts';
import { matches, PatternText } from './pattern.ts';
import { broken, type Claim, type Json, kept, preview, typeName } from './result.ts';
import { code, comparison } from './words.ts';

const AtPath = { path: JsonPathText };
const PathExpectation = z.union([
  z.strictObject({
    ...AtPath,
    equals: z.json().describe('The JSON value that every selected node must be.'),
  }),
  z.strictObject({ ...AtPath, matches: PatternText }),
  z.strictObject({ ...AtPath, exists: z.boolean().describe('Whether the path must select a node.') }),
]);
type PathExpectation = z.output<typeof PathExpectation>;

const TextExpectation = z.strictObject({
  text: z
    .union([
      z.strictObject({ contains: z.string().describe('Text that must be somewhere in the body.') }),
      z.strictObject({ matches: PatternText }),
    ])
    .describe('What the body must hold as text.'),
});

const SizeExpectation = z.strictObject({
  size: z
    .strictObject({
      min: z.int().min(0).default(0).describe('Fewest bytes, decompressed.'),
      max: z.int().min(0).default(1_048_576).describe('Most bytes, decompressed.'),
    })
    .describe('Bounds of the decompressed size.'),
});

export const BodyExpectation = z
  .array(z.union([PathExpectation, TextExpectation, SizeExpectation]))
  .min(1)
  .describe('Promises about the body: { path, equals | matches | exists }, { text }, or { size }.');
export type BodyExpectation = z.output<typeof BodyExpectation>;

function claimOf(expected: PathExpectation): Claim {
  const words =
    'equals' in expected
      ? `is ${preview(expected.equals)}`
      : 'matches' in expected
        ? `matches ${expected.matches}`
        : expected.exists
          ? 'exists'
          : 'does not exist';
  const value =
    'equals' in expected ? expected.equals : 'matches' in expected ? expected.matches : expected.exists;
  return { assertion: 'body', title: `${expected.path} ${words}`, expected: value, where: expected.path };
}

function evaluateNode(expected: PathExpectation, claim: Claim, node: Node): AssertionResult {
  const actual = node.value as Json;
  const at = { ...claim, where: node.path };
  if ('equals' in expected && !isDeepStrictEqual(node.value, expected.equals)) {
    const [wanted, seen] = [typeName(expected.equals), typeName(node.value)];
    const retyped = wanted !== seen && !(wanted === 'number' && seen === 'integer');
    return retyped
      ? broken(at, actual, 'type-changed', `${node.path} is of type ${seen}, not ${wanted}.`)
      : broken(at, actual, 'not-equal', `${node.path} is ${preview(node.value)}.`);
  }
  if ('matches' in expected) {
    if (typeof node.value !== 'string') {
      return broken(
        at,
        actual,
        'type-changed',
        `${node.path} is of type ${typeName(node.value)}, not string.`,
      );
    }
    if (!matches(expected.matches, node.value)) {
      return broken(at, actual, 'no-match', `${node.path} is ${preview(node.value)}.`);
    }
  }
  return kept(at, actual);
}

function evaluatePath(expected: PathExpectation, response: HttpResponse): AssertionResult {
  const claim = claimOf(expected);
  const body = jsonBody(response.body);
  if (!body.ok) return broken(claim, null, 'not-json', body.detail);
  const nodes = select(body.value, expected.path);
  if ('exists' in expected && !expected.exists) {
    const [found] = nodes;
    return found
      ? broken(
          { ...claim, where: found.path },
          found.value as Json,
          'present',
          `${found.path} must not be there.`,
        )
      : kept(claim, null);
  }
  const [first] = nodes;
  if (!first) return broken(claim, null, 'missing', `${expected.path} selects nothing in the body.`);
  const results = nodes.map((node) => evaluateNode(expected, claim, node));
  return results.find((result) => result.outcome !== 'pass') ?? evaluateNode(expected, claim, first);
}

function evaluateText(expected: z.output<typeof TextExpectation>['text'], response: HttpResponse) {
  const text = new TextDecoder().decode(response.body);
  const holds = 'contains' in expected ? text.includes(expected.contains) : matches(expected.matches, text);
  const words =
    'contains' in expected ? `contains ${preview(expected.contains)}` : `matches ${expected.matches}`;
  const claim: Claim = { assertion: 'body', title: `body ${words}`, expected };
  const seen = preview(text.slice(0, 200));
  return holds ? kept(claim, seen) : broken(claim, seen, 'no-match', 'The body does not hold this text.');
}

function evaluateSize(expected: z.output<typeof SizeExpectation>['size'], response: HttpResponse) {
  const bytes = response.body.byteLength;
  const title = `body is ${expected.min} to ${expected.max} bytes`;
  const claim: Claim = { assertion: 'body', title, expected, where: 'size' };
  if (bytes < expected.min) return broken(claim, bytes, 'too-small', `The body has ${bytes} bytes.`);
  if (bytes > expected.max) return broken(claim, bytes, 'too-large', `The body has ${bytes} bytes.`);
  return kept(claim, bytes);
}

export function evaluateBody(expected: BodyExpectation, response: HttpResponse): AssertionResult[] {
  return expected.map((one) => {
    if ('text' in one) return evaluateText(one.text, response);
    if ('size' in one) return evaluateSize(one.size, response);
    return evaluatePath(one, response);
  });
}

export function describeBody(expected: BodyExpectation): string[] {
  return expected.map((one) => {
    if ('text' in one) return comparison('the body', one.text);
    if ('size' in one) return `the body has ${one.size.min} to ${one.size.max} bytes`;
    return comparison(code(one.path), one);
  });
}
