// Holds a JSON value to what is expected at one RFC 9535 path; the worst of several values is the one shown.
import { isDeepStrictEqual } from 'node:util';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { ValueTest } from './body-schema.ts';
import { type Node, select } from './json-path.ts';
import { matches } from './pattern.ts';
import { type Claim, differs, type Json, kept, preview, typeName } from './result.ts';
import { type Bounds, boundsWords, countWords } from './words.ts';

const broken = differs(ASSERTION_CODES.body);

const isWithin = (value: number, { min = -Infinity, max = Infinity }: Bounds): boolean =>
  value >= min && value <= max;

/** The promise in words, and what is expected. */
function promiseOf(test: ValueTest): readonly [words: string, expected: Json] {
  if ('equals' in test) return [`is ${preview(test.equals)}`, test.equals];
  if ('differs' in test) return [`is not ${preview(test.differs)}`, { not: test.differs }];
  if ('oneOf' in test) return [`is one of ${preview(test.oneOf)}`, test.oneOf];
  if ('matches' in test) return [`matches ${test.matches}`, test.matches];
  if ('type' in test) return [`is of type ${test.type}`, test.type];
  if ('range' in test) return [`is ${boundsWords(test.range)}`, boundsWords(test.range)];
  if ('exists' in test) return [test.exists ? 'exists' : 'does not exist', test.exists];
  return [`selects ${countWords(test.count)}`, countWords(test.count)];
}

/** `at` is where the value stands in the body: `$`, or the path of the item that is looked at. */
export function claimAt(test: ValueTest, at: string): Claim {
  const [words, expected] = promiseOf(test);
  const inside = at === '$' ? '' : ' in each';
  return {
    assertion: 'body',
    title: `${test.path} ${words}${inside}`,
    expected,
    where: at + test.path.slice(1),
  };
}

const fitsType = (wanted: string, seen: string): boolean =>
  wanted === seen || (wanted === 'number' && seen === 'integer');

function ofType(at: Claim, node: Node, wanted: string): AssertionResult | undefined {
  const seen = typeName(node.value);
  if (fitsType(wanted, seen)) return undefined;
  return broken(at, node.value as Json, 'type-changed', `${node.path} is of type ${seen}, not ${wanted}.`);
}

function evaluateNode(test: ValueTest, at: Claim, node: Node): AssertionResult {
  const actual = node.value as Json;
  const unlike = (code: 'not-equal' | 'present' | 'not-one-of' | 'no-match' | 'out-of-range') =>
    broken(at, actual, code, `${node.path} is ${preview(node.value)}.`);
  if ('equals' in test && !isDeepStrictEqual(node.value, test.equals)) {
    return ofType(at, node, typeName(test.equals)) ?? unlike('not-equal');
  }
  if ('differs' in test && isDeepStrictEqual(node.value, test.differs)) {
    return unlike('present');
  }
  if ('oneOf' in test && !test.oneOf.some((one) => isDeepStrictEqual(node.value, one))) {
    return unlike('not-one-of');
  }
  if ('type' in test) return ofType(at, node, test.type) ?? kept(at, actual);
  if ('matches' in test) {
    if (typeof node.value !== 'string') return ofType(at, node, 'string') ?? kept(at, actual);
    if (!matches(test.matches, node.value)) return unlike('no-match');
  }
  if ('range' in test) {
    if (typeof node.value !== 'number') return ofType(at, node, 'number') ?? kept(at, actual);
    if (!isWithin(node.value, test.range)) return unlike('out-of-range');
  }
  return kept(at, actual);
}

function evaluateCount(claim: Claim, count: number | Bounds, found: number): AssertionResult {
  const bounds = typeof count === 'number' ? { min: count, max: count } : count;
  if (isWithin(found, bounds)) return kept(claim, found);
  return broken(claim, found, 'wrong-count', `The path selects ${found}.`);
}

/** The nodes in `root`, with their paths in the body. */
function selectAt(at: string, root: unknown, path: string): Node[] {
  const nodes = select(root, path);
  return at === '$' ? nodes : nodes.map((node) => ({ path: at + node.path.slice(1), value: node.value }));
}

/** `root` stands at `at` in the body. */
export function evaluateValue(test: ValueTest, root: unknown, at = '$'): AssertionResult {
  const claim = claimAt(test, at);
  const nodes = selectAt(at, root, test.path);
  if ('count' in test) return evaluateCount(claim, test.count, nodes.length);
  const [first] = nodes;
  if ('exists' in test && !test.exists) {
    if (!first) return kept(claim, null);
    const place = { ...claim, where: first.path };
    return broken(place, first.value as Json, 'present', `${first.path} must not be there.`);
  }
  if (!first) return broken(claim, null, 'missing', `${claim.where} selects nothing in the body.`);
  const results = nodes.map((node) => evaluateNode(test, { ...claim, where: node.path }, node));
  return (
    results.find((result) => result.outcome !== 'pass') ??
    kept({ ...claim, where: first.path }, first.value as Json)
  );
}
