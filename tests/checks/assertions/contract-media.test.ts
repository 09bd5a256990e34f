import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';

/** `outcome code`, and for an error its detail. */
async function judged(declared: string, media: object, body: string | Uint8Array, type = declared) {
  const responses = { '200': { content: { [declared]: media } } };
  const document = { openapi: '3.2.0', paths: { '/': { get: { operationId: 'get', responses } } } };
  const expected = ContractExpectation.parse({ openapi: 'api.yaml', operation: 'get' });
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers = type.split(' and ').map((one) => ['content-type', one] as const);
  const response = { status: 200, headers, body: bytes };
  const [found] = await evaluateContract(expected, response, new Map([['api.yaml', document]]));
  return [found?.outcome, found?.code ?? (found?.outcome === 'error' ? found.detail : undefined)];
}

describe('an answer that is no JSON', () => {
  const text = { schema: { type: 'string', pattern: '^pong' } };
  const number = { schema: { type: 'integer' } };
  const object = { schema: { type: 'object' } };
  test.each([
    ['text', 'text/plain', text, 'pong', 'text/plain; charset=utf-8', ['pass', undefined]],
    ['another text', 'text/plain', text, 'ping', undefined, ['fail', 'format']],
    ['text where a range is declared', 'text/*', text, 'pong', 'text/csv', ['pass', undefined]],
    ['text that is a number', 'text/plain', number, '42', undefined, ['pass', undefined]],
    ['text where a number is promised', 'text/plain', number, 'many', undefined, ['fail', 'type-changed']],
    ['JSON that is called text', 'text/plain', object, '{}', undefined, ['pass', undefined]],
    ['a page where anything in JSON is promised', '*/*', object, '<html>', 'text/html', ['fail', 'not-json']],
    ['text that is called JSON', 'application/json', text, 'pong', undefined, ['fail', 'not-json']],
    [
      'a file',
      'application/pdf',
      { schema: { type: 'string', format: 'binary' } },
      new Uint8Array([0x25, 0xff, 0x00]),
      undefined,
      ['pass', undefined],
    ],
    [
      'XML by the shape of an object: never a verdict',
      'application/xml',
      object,
      '<a/>',
      undefined,
      [
        'error',
        'The contract declares application/xml by a schema, and only JSON and text can be held to one.',
      ],
    ],
  ] as const)('%s', async (_name, declared, media, body, type, expected) => {
    expect(await judged(declared, media, body, type)).toEqual(expected);
  });
});

describe('a content type that is sent twice', () => {
  const any = { schema: { type: 'object' } };
  test.each([
    ['the declared one first', 'application/json', 'application/json; charset=utf-8 and text/html'],
    ['two of a range', '*/*', 'text/html and application/json'],
    ['the same again', 'application/json', 'application/json and application/json'],
  ])('%s', async (_name, declared, types) => {
    expect(await judged(declared, any, '{}', types)).toEqual(['fail', 'media-type']);
  });
});

test.each(['application/jsonl', 'text/event-stream'])(
  'items of %s cannot be held, and do not pass',
  async (type) => {
    const detail = `The contract declares the items of ${type} by itemSchema, and a sequence cannot be held to it.`;
    expect(await judged(type, { itemSchema: { type: 'object' } }, '1\n2\n')).toEqual(['error', detail]);
  },
);
