// Holds a response to its OpenAPI 3.1 contract; every difference is located by a normalized RFC 9535 path.
import { z } from 'zod';
import { suggest } from '../../errors/index.ts';
import type { HttpResponse } from '../../ports/http.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { differences } from './differences.ts';
import { headerValue } from './headers.ts';
import { jsonBody } from './json-body.ts';
import { locateResponseSchema, responseSchemas } from './openapi.ts';
import { broken, type Claim, kept, unknown } from './result.ts';
import { prepare, validate } from './schema-validator.ts';
import { code } from './words.ts';

export const ContractExpectation = z
  .strictObject({
    openapi: z.string().describe('OpenAPI 3.1 document, by its path in src/content.'),
    operation: z.string().describe('operationId whose responses are promised.'),
  })
  .describe('The contract that every answer must fit.');
export type ContractExpectation = z.output<typeof ContractExpectation>;

/** More differences than a person reads are counted, not listed. */
const MAX_DIFFERENCES = 50;

const JSON_TYPE = /^(application|text)\/(?:[\w.+-]*\+)?json$/i;

function claimOf(expected: ContractExpectation, where?: string): Claim {
  return {
    assertion: 'contract',
    title: `answer fits ${expected.operation} of the contract`,
    expected: `${expected.openapi}#${expected.operation}`,
    where,
  };
}

async function evaluateSchema(
  expected: ContractExpectation,
  document: object,
  pointer: string,
  value: unknown,
): Promise<AssertionResult[]> {
  const claim = claimOf(expected);
  let found: ReturnType<typeof differences>;
  try {
    found = differences(await validate(document, pointer, value), value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [unknown(claim, `The contract cannot be applied: ${why}.`)];
  }
  if (found.length === 0) return [kept(claim, 'fits')];
  const more = found.length - MAX_DIFFERENCES;
  return found.slice(0, MAX_DIFFERENCES).map((one, index) => {
    const rest =
      index === MAX_DIFFERENCES - 1 && more > 0 ? ` ${more} further differences are not listed.` : '';
    const at = { ...claim, where: one.where, expected: one.expected };
    return broken(at, one.actual, one.code, one.detail + rest);
  });
}

const prepared = new WeakMap<object, Map<string, Promise<void>>>();

/** Compiles the schemas of every declared answer, once for each operation of a document; to be awaited before sending. */
export function prepareContract({ operation }: ContractExpectation, document: unknown): Promise<void> {
  if (typeof document !== 'object' || document === null) return Promise.resolve();
  const operations = prepared.get(document) ?? new Map<string, Promise<void>>();
  prepared.set(document, operations);
  const known = operations.get(operation) ?? prepare(document, responseSchemas(document, operation));
  operations.set(operation, known);
  return known;
}

/** `document` is the parsed contract, or undefined when the playbook has none of this name. */
export async function evaluateContract(
  expected: ContractExpectation,
  response: Pick<HttpResponse, 'status' | 'headers' | 'body'>,
  document: unknown,
): Promise<AssertionResult[]> {
  const claim = claimOf(expected);
  if (typeof document !== 'object' || document === null) {
    return [unknown(claim, `The playbook has no contract ${expected.openapi}.`)];
  }
  const contentType = headerValue(response.headers, 'content-type') ?? '';
  const located = locateResponseSchema(document, expected.operation, response.status, contentType);
  switch (located.found) {
    case 'operation': {
      const hint = suggest(expected.operation, located.declared);
      return [unknown(claim, `The contract has no operation ${expected.operation}. ${hint}`)];
    }
    case 'status': {
      const declared = located.declared.join(', ');
      const detail = `The contract declares ${declared}, and the upstream answered ${response.status}.`;
      const at = { ...claim, expected: declared, where: 'status' };
      return [broken(at, response.status, 'undeclared-status', detail)];
    }
    case 'media-type': {
      if (located.declared.length === 0) return [kept(claim, 'no body declared')];
      const body = jsonBody(response.body);
      const promised = located.declared.some((type) => JSON_TYPE.test(type.replace(/;.*$/, '').trim()));
      const seen = contentType === '' ? 'no content type' : contentType;
      const why = body.ok || !promised ? '' : ` ${body.detail}`;
      const detail = `The contract declares ${located.declared.join(', ')}, and the upstream sent ${seen}.${why}`;
      const at = { ...claim, expected: located.declared.join(', '), where: 'content-type' };
      return [broken(at, seen, promised && !body.ok ? 'not-json' : 'media-type', detail)];
    }
    case 'schema': {
      const body = jsonBody(response.body);
      if (body.ok) return evaluateSchema(expected, document, located.pointer, body.value);
      return [broken({ ...claim, where: '$', expected: 'JSON' }, 'not JSON', 'not-json', body.detail)];
    }
  }
}

export const describeContract = ({ operation }: ContractExpectation): string[] => [
  `the response keeps the contract of ${code(operation)}`,
];
