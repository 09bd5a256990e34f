// Holds an answer to its contract: an OpenAPI operation or a JSON Schema. Every difference is located by a normalized
// RFC 9535 path, classed, and told to break a reader or not.

import { suggest } from '../../errors/index.ts';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Place } from '../../ports/json-reference.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer, Assertion } from './assertion.ts';
import { asJsonSchema, asOpenApi, type Usable } from './contract-document.ts';
import { type DeclaredHeader, headerDifferences } from './contract-headers.ts';
import type { ContractExpectation } from './contract-schema.ts';
import { type Source, sourceOf } from './contract-source.ts';
import { broken, ofMediaType, verdict } from './contract-verdict.ts';
import { differences } from './differences.ts';
import { headerValue, repeatedType } from './headers.ts';
import { isJsonType, jsonBody, whyNoJson } from './json-body.ts';
import { pathOfPointer } from './json-path.ts';
import { uncertainNumber } from './large-numbers.ts';
import { locateResponseSchema, responseSchemas } from './openapi.ts';
import { type Claim, kept, unknown } from './result.ts';
import { prepare, validate } from './schema-validator.ts';
import { code } from './words.ts';

type Contracts = Answer['contracts'];
type Response = Answer['response'];
export type OfOperation = Extract<ContractExpectation, { openapi: string }>;

/** Path in `src/content` of the document that is meant. */
export const contractPath = (expected: ContractExpectation): string =>
  'openapi' in expected ? expected.openapi : expected.schema;

const promised = (expected: ContractExpectation): string =>
  'openapi' in expected ? expected.operation : contractPath(expected) + (expected.at && `#${expected.at}`);

const claimOf = (expected: ContractExpectation): Claim => ({
  assertion: 'contract',
  title: `answer fits ${promised(expected)}${'openapi' in expected ? ' of the contract' : ''}`,
  expected: 'openapi' in expected ? `${expected.openapi}#${expected.operation}` : promised(expected),
});

const usable = (expected: ContractExpectation, document: unknown): Usable =>
  'openapi' in expected ? asOpenApi(document) : asJsonSchema(document);

const prepared = new WeakMap<object, Map<string, Promise<void>>>();

/** Compiles the schemas of every declared answer, once for each place that is promised. */
function prepareContract(expected: ContractExpectation, contracts: Contracts): Promise<void> {
  const made = usable(expected, contracts.get(contractPath(expected)));
  if (!made.usable) return Promise.resolve();
  const { document } = made;
  const places = prepared.get(document) ?? new Map<string, Promise<void>>();
  prepared.set(document, places);
  const key = promised(expected);
  const file = contractPath(expected);
  const source = sourceOf(file, document, contracts);
  const wanted = () =>
    'openapi' in expected ? responseSchemas(source, expected.operation) : [{ file, fragment: expected.at }];
  const known = places.get(key) ?? prepare(source, wanted());
  places.set(key, known);
  return known;
}

function evaluateJson(
  expected: ContractExpectation,
  source: Source,
  { place }: { readonly place: Place },
  response: Response,
): AssertionResult[] | Promise<AssertionResult[]> {
  const body = jsonBody(response.body);
  if (body.ok) return evaluateValue(expected, source, place, body.value);
  const detail = whyNoJson(body, response.headers);
  const at = { ...claimOf(expected), where: '$', expected: 'JSON' };
  return [broken(at, 'not JSON', body.code, detail)];
}

const utf8 = new TextDecoder();

/** A text, or a file, is held as a string; where that does not fit and it is JSON all the same, as JSON. */
async function evaluateText(
  expected: ContractExpectation,
  source: Source,
  { place, mediaType }: { readonly place: Place; readonly mediaType: string },
  response: Response,
): Promise<AssertionResult[]> {
  const held = await evaluateValue(expected, source, place, utf8.decode(response.body));
  if (held.every(({ outcome }) => outcome !== 'fail')) return held;
  if (mediaType.includes('*') || jsonBody(response.body).ok)
    return evaluateJson(expected, source, { place }, response);
  if (/^text\//i.test(mediaType)) return held;
  const detail = `The contract declares ${mediaType} by a schema, and only JSON and text can be held to one.`;
  return [unknown(claimOf(expected), detail)];
}

async function evaluateValue(
  expected: ContractExpectation,
  source: Source,
  place: Place,
  value: unknown,
): Promise<AssertionResult[]> {
  const claim = claimOf(expected);
  const { tolerate } = expected;
  return orInapplicable(claim, async () => {
    const { errors, whole, uncertain } = await validate(source, place, value);
    const found = differences(errors, value);
    const number = uncertain === undefined ? uncertainNumber(source, value) : pathOfPointer(value, uncertain);
    return verdict(claim, { found, whole, uncertain: number, tolerate });
  });
}

/** Says why a contract cannot be applied, where it cannot. */
async function orInapplicable(
  claim: Claim,
  work: () => Promise<AssertionResult[]>,
): Promise<AssertionResult[]> {
  try {
    return await work();
  } catch (error) {
    // The compiler follows references that lead round in a circle until its stack ends.
    const round = error instanceof RangeError ? 'its references lead round in a circle' : undefined;
    const why = round ?? (error instanceof Error ? error.message : String(error));
    return [unknown(claim, `The contract cannot be applied: ${why}.`)];
  }
}

/** Nothing, where each field that is declared fits. */
function evaluateHeaders(
  expected: OfOperation,
  source: Source,
  declared: readonly DeclaredHeader[],
  { headers }: Response,
): AssertionResult[] | Promise<AssertionResult[]> {
  if (declared.length === 0) return [];
  const claim = claimOf(expected);
  const { tolerate } = expected;
  return orInapplicable(claim, async () => {
    const { found, uncertain } = await headerDifferences(source, declared, headers);
    if (found.length === 0 && uncertain === undefined) return [];
    return verdict(claim, { found, whole: true, uncertain, tolerate });
  });
}

/** Holds a body to its schema, in the form that its media type tells. */
function evaluateDeclared(
  expected: OfOperation,
  source: Source,
  located: { readonly place: Place; readonly mediaType: string; readonly contentType: string },
  response: Response,
): AssertionResult[] | Promise<AssertionResult[]> {
  const { mediaType, contentType } = located;
  if (repeatedType(response.headers)?.isAtOdds) {
    return [ofMediaType(claimOf(expected), [mediaType], contentType, response)];
  }
  const evaluate = [mediaType, contentType].some(isJsonType) ? evaluateJson : evaluateText;
  return evaluate(expected, source, located, response);
}

/** Finds what the operation promises for this status and media type, and holds the answer to it. */
async function evaluateOperation(
  expected: OfOperation,
  source: Source,
  response: Response,
): Promise<AssertionResult[]> {
  const claim = claimOf(expected);
  const contentType = headerValue(response.headers, 'content-type') ?? '';
  const located = locateResponseSchema(source, expected.operation, response.status, contentType);
  const headers = (declared: readonly DeclaredHeader[]) =>
    evaluateHeaders(expected, source, declared, response);
  switch (located.found) {
    case 'operation': {
      const hint = suggest(expected.operation, located.declared);
      const lost = located.lost.map((ref) => `The reference "${ref}" of a path leads nowhere.`);
      const detail = [`The contract has no operation ${expected.operation}.`, hint, ...lost];
      return [unknown(claim, detail.join(' ').trim())];
    }
    case 'status': {
      const declared = located.declared.join(', ') || 'no answer';
      const detail = `The contract declares ${declared}, and the upstream answered ${response.status}.`;
      const at = { ...claim, expected: declared, where: 'status' };
      return [broken(at, response.status, 'undeclared-status', detail)];
    }
    case 'media-type':
      return [ofMediaType(claim, located.declared, contentType, response)];
    case 'reference': {
      const detail = `The contract declares this answer by "${located.ref}", which leads to no answer.`;
      return [unknown(claim, detail)];
    }
    case 'no-schema':
      return [kept(claim, 'nothing declared of the body'), ...(await headers(located.headers))];
    case 'items': {
      const detail = `The contract declares the items of ${located.mediaType} by itemSchema, and a sequence cannot be held to it.`;
      return [unknown(claim, detail)];
    }
    case 'schema': {
      const body = await evaluateDeclared(expected, source, { ...located, contentType }, response);
      return [...body, ...(await headers(located.headers))];
    }
  }
}

/** Compiles what stands at a place of the document that is promised. */
export async function prepareAt(expected: OfOperation, contracts: Contracts, place: Place): Promise<void> {
  const made = usable(expected, contracts.get(expected.openapi));
  if (made.usable) await prepare(sourceOf(expected.openapi, made.document, contracts), [place]);
}

/** Holds a body to the schema at a place of the document that is promised. */
export async function evaluateAt(
  expected: OfOperation,
  contracts: Contracts,
  place: Place,
  response: Response,
): Promise<AssertionResult[]> {
  const made = usable(expected, contracts.get(expected.openapi));
  if (!made.usable)
    return [unknown(claimOf(expected), `${expected.openapi} is no contract to use. ${made.why}`)];
  return evaluateJson(expected, sourceOf(expected.openapi, made.document, contracts), { place }, response);
}

export function evaluateContract(
  expected: ContractExpectation,
  response: Response,
  contracts: Contracts,
): AssertionResult[] | Promise<AssertionResult[]> {
  const path = contractPath(expected);
  const document = contracts.get(path);
  if (document === undefined) {
    return [unknown(claimOf(expected), `The playbook has no contract ${path}.`)];
  }
  const made = usable(expected, document);
  if (!made.usable) return [unknown(claimOf(expected), `${path} is no contract to use. ${made.why}`)];
  const source = sourceOf(path, made.document, contracts);
  return 'openapi' in expected
    ? evaluateOperation(expected, source, response)
    : evaluateJson(expected, source, { place: { file: path, fragment: expected.at } }, response);
}

export const contractAssertion: Assertion<ContractExpectation, Answer> = {
  name: 'contract',
  title: 'Contract',
  summary:
    'Holds the answer to an OpenAPI operation (3.0, 3.1, 3.2) or to a JSON Schema (2020-12). Every difference has its place and its class, and says whether a reader breaks who relies on what is promised and leaves aside what it does not know.',
  example: 'contract: { openapi: contracts/lumenpay.openapi.yaml, operation: getCharge, tolerate: [enum] }',
  codes: ASSERTION_CODES.contract,
  describe: (expected) => [`the response keeps the contract of ${code(promised(expected))}`],
  prepare: prepareContract,
  evaluate: (expected, { response, contracts }) => evaluateContract(expected, response, contracts),
};
