import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';
import { judged } from './judged.ts';

const OPERATION = { openapi: 'api.yaml', operation: 'get' };

describe('the answer that is meant', () => {
  const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const document = {
    openapi: '3.2.0',
    paths: {
      '/': {
        query: { operationId: 'ask', responses: { '200': json({ type: 'array' }) } },
        additionalOperations: {
          LOCK: { operationId: 'lock', responses: { '200': json({ type: 'object' }) } },
        },
        get: {
          operationId: 'get',
          responses: {
            '200': json({ type: 'object' }),
            '2XX': json({ type: 'array' }),
            '5xx': json({ type: 'array' }),
            default: {
              content: {
                'application/*': { schema: { type: 'string' } },
                'application/json; profile=a': { schema: { type: 'number' } },
                'application/json; profile=b': { schema: { type: 'boolean' } },
                'text/plain': {},
              },
            },
          },
        },
      },
    },
  };
  test.each([
    ['the exact status', 'get', 200, 'application/json', {}, ['pass']],
    ['its range', 'get', 201, 'application/json', {}, ['fail type-changed $ !']],
    ['its range in small letters', 'get', 503, 'application/json', [], ['pass']],
    ['any other', 'get', 404, 'application/json;profile=b', true, ['pass']],
    [
      'the media type by its parameter',
      'get',
      404,
      'Application/JSON; charset=utf-8; profile=a',
      1,
      ['pass'],
    ],
    ['the same in quotes', 'get', 404, 'application/json; profile="b"', true, ['pass']],
    ['a range of media types', 'get', 404, 'application/vnd.x+json', 'x', ['pass']],
    ['a media type without a schema', 'get', 404, 'text/plain', 'x', ['pass']],
    ['a media type that is not declared', 'get', 404, 'text/html', 'x', ['fail media-type content-type !']],
    ['a method of OpenAPI 3.2', 'ask', 200, 'application/json', {}, ['fail type-changed $ !']],
    ['a method of its own name', 'lock', 200, 'application/json', {}, ['pass']],
    [
      'a status that is not declared',
      'ask',
      500,
      'application/json',
      {},
      ['fail undeclared-status status !'],
    ],
  ])('%s', async (_name, operation, status, type, body, expected) => {
    const found = await judged(
      { openapi: 'api.yaml', operation },
      { 'api.yaml': document },
      body,
      type,
      status,
    );
    expect(found).toEqual(expected);
  });
});

describe('an answer by a reference', () => {
  const A = { $ref: '#/components/responses/A' };
  test.each([
    ['to no answer of another file', { $ref: 'answers.yaml#/Text' }],
    ['that leads nowhere', { $ref: '#/components/responses/None' }],
    ['out of the playbook', { $ref: 'https://vendor.example/answers.yaml#/Ok' }],
    ['round in a circle', A],
    ['that is no address', { $ref: '#/components/responses/%E0%A4%A' }],
    ['of its media type', { content: { 'application/json': { $ref: 'answers.yaml#/None' } } }],
  ])('%s is an error, never a pass', async (_name, answer) => {
    const api = {
      openapi: '3.1.0',
      paths: { '/': { get: { operationId: 'get', responses: { '200': answer } } } },
      components: { responses: { A } },
    };
    const documents = { 'api.yaml': api, 'answers.yaml': { Text: 'Ok' } };
    expect(await judged(OPERATION, documents, [])).toEqual(['error']);
  });
});

describe('an answer that has no body', () => {
  const etag = { ETag: { required: true, schema: { type: 'string' } } };
  const answer = { headers: etag, content: { 'application/json': { schema: { type: 'object' } } } };
  const responses = { '200': answer, '204': answer, '205': answer, '304': answer };
  const document = {
    openapi: '3.1.0',
    paths: { '/': { get: { operationId: 'get', responses }, head: { operationId: 'head', responses } } },
  };
  test.each([
    ['get', 204, ['pass undefined']],
    ['get', 205, ['pass undefined']],
    ['get', 304, ['pass undefined']],
    ['head', 200, ['pass undefined']],
    ['get', 200, ['fail content-type']],
  ] as const)('of %s, %i', async (operation, status, expected) => {
    const expectation = ContractExpectation.parse({ openapi: 'api.yaml', operation });
    const documents = new Map([['api.yaml', document]]);
    const sent = async (...headers: [string, string][]) => {
      const response = { status, headers, body: new Uint8Array() };
      const results = await evaluateContract(expectation, response, documents);
      return results.map(({ outcome, where }) => `${outcome} ${where}`);
    };
    expect(await sent(['etag', '"1"'])).toEqual(expected);
    if (status !== 200 || operation === 'head') expect(await sent()).toEqual([...expected, 'fail etag']);
  });
});

describe('a header that the contract requires', () => {
  const Rate = { required: true, schema: { type: 'integer' } };
  const headers = {
    'X-Rate': { $ref: '#/components/headers/Rate' },
    ETag: { schema: { type: 'string' } },
    'Content-Type': { required: true },
  };
  const json = { content: { 'application/json': { schema: { type: 'array' } } } };
  const paths = {
    '/': { get: { operationId: 'get', responses: { '200': { headers, ...json }, '204': { headers } } } },
  };
  const document = { openapi: '3.1.0', paths, components: { headers: { Rate } } };
  test.each([
    ['is there', 200, [['x-rate', '1']], '[]', ['pass undefined']],
    ['is missing', 200, [], '[]', ['pass undefined', 'fail x-rate']],
    ['is missing beside another difference', 200, [], '{}', ['fail $', 'fail x-rate']],
    ['is missing where no body is declared', 204, [], '', ['pass undefined', 'fail x-rate']],
  ] as const)('%s', async (_name, status, sent, body, expected) => {
    const type = ['content-type', 'application/json'] as const;
    const response = { status, headers: [type, ...sent], body: new TextEncoder().encode(body) };
    const documents = new Map([['api.yaml', document]]);
    const results = await evaluateContract(ContractExpectation.parse(OPERATION), response, documents);
    expect(results.map(({ outcome, where }) => `${outcome} ${where}`)).toEqual(expected);
    expect(results.filter(({ breaking }) => breaking).map(({ code }) => code)).toEqual(
      expected
        .filter((one) => one.startsWith('fail'))
        .map((one) => (one === 'fail $' ? 'type-changed' : 'missing')),
    );
  });
});
