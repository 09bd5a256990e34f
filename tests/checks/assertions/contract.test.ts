import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';

const document = {
  openapi: '3.1.0',
  info: { title: 'Pay', version: '1' },
  paths: {
    '/v1/charges/{charge}': {
      get: {
        operationId: 'getCharge',
        responses: {
          '200': {
            description: 'The charge.',
            content: {
              'application/json; charset=utf-8': { schema: { $ref: '#/components/schemas/Charge' } },
            },
          },
          '4XX': { $ref: '#/components/responses/Problem' },
        },
      },
      delete: { operationId: 'deleteCharge', responses: { '204': { description: 'Gone.' } } },
    },
    '/broken': {
      get: {
        operationId: 'broken',
        responses: {
          '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/None' } } } },
        },
      },
    },
    '/backtracking': {
      get: {
        operationId: 'backtracking',
        responses: { default: { content: { '*/*': { schema: { type: 'string', pattern: '^(a+)+$' } } } } },
      },
    },
  },
  components: {
    responses: {
      Problem: {
        description: 'What is wrong.',
        content: { 'application/problem+json': { schema: { type: 'object', required: ['title'] } } },
      },
    },
    schemas: {
      Charge: {
        type: 'object',
        required: ['id', 'amount', 'status'],
        additionalProperties: false,
        properties: {
          id: { type: 'string', pattern: '^ch_' },
          amount: { type: 'integer', minimum: 1 },
          currency: { type: 'string', pattern: '^[a-z]{3}$' },
          status: { enum: ['succeeded', 'failed'] },
          created: { type: 'string', format: 'date-time' },
          note: { type: ['string', 'null'] },
          customer: { $ref: '#/components/schemas/Customer' },
          lines: { type: 'array', items: { type: 'object', properties: { "it's": { type: 'integer' } } } },
          source: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        },
      },
      Customer: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', format: 'email' } },
      },
    },
  },
};

const good = { id: 'ch_1', amount: 1999, status: 'succeeded' };

async function against(body: unknown, operation = 'getCharge', status = 200, type = 'application/json') {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const response = { status, headers: [['content-type', type]] as const, body: bytes };
  const expected = ContractExpectation.parse({ openapi: 'contracts/pay.yaml', operation });
  const results = await evaluateContract(expected, response, new Map([['contracts/pay.yaml', document]]));
  return results.map(({ outcome, code, where, expected, actual }) => ({
    outcome,
    code,
    where,
    expected,
    actual,
  }));
}

describe('a fitting answer', () => {
  test.each([
    ['the least', good],
    [
      'everything',
      {
        ...good,
        created: '2026-01-01T00:00:00Z',
        currency: 'eur',
        note: null,
        source: 3,
        customer: { email: 'a@b.example' },
      },
    ],
  ])('%s', async (_name, body) => {
    expect(await against(body)).toMatchObject([{ outcome: 'pass' }]);
  });

  test('a declared error, by its range and a reference', async () => {
    expect(await against({ title: 'no' }, 'getCharge', 404, 'application/problem+json')).toMatchObject([
      { outcome: 'pass' },
    ]);
  });

  test('no body where none is declared', async () => {
    expect(await against('', 'deleteCharge', 204, '')).toMatchObject([{ outcome: 'pass' }]);
  });
});

describe('each difference is located and classed', () => {
  test.each([
    ['type-changed', { ...good, amount: '1999' }, "$['amount']", 'integer', 'string'],
    [
      'type-changed',
      { ...good, lines: [{}, { "it's": 'x' }] },
      "$['lines'][1]['it\\'s']",
      'integer',
      'string',
    ],
    ['type-changed', { ...good, source: true }, "$['source']", 'string or integer', 'boolean'],
    ['missing', { id: 'ch_1', amount: 1 }, "$['status']", 'present', 'absent'],
    ['missing', { ...good, customer: {} }, "$['customer']['email']", 'present', 'absent'],
    ['extra', { ...good, fee: 1 }, "$['fee']", 'absent', 'present'],
    ['enum', { ...good, status: 'settled' }, "$['status']", ['succeeded', 'failed'], '"settled"'],
    ['format', { ...good, created: '01.01.2026' }, "$['created']", 'date-time', '"01.01.2026"'],
    ['format', { ...good, id: 'xx' }, "$['id']", '^ch_', '"xx"'],
    ['nullable', { ...good, amount: null }, "$['amount']", 'integer', 'null'],
    ['constraint', { ...good, amount: 0 }, "$['amount']", 'minimum: must be >= 1', '0'],
    ['type-changed', [], '$', 'object', 'array'],
  ])('%s: %j', async (code, body, where, expected, actual) => {
    expect(await against(body)).toEqual([{ outcome: 'fail', code, where, expected, actual }]);
  });

  test('all of them, not only the first', async () => {
    const found = await against({ id: 7, amount: '1', status: 'x', extra: 1 });
    expect(found.map(({ code, where }) => `${code} ${where}`).sort()).toEqual([
      "enum $['status']",
      "extra $['extra']",
      "type-changed $['amount']",
      "type-changed $['id']",
    ]);
  });

  test('an undeclared status', async () => {
    expect(await against(good, 'getCharge', 503)).toMatchObject([
      { outcome: 'fail', code: 'undeclared-status', actual: 503 },
    ]);
  });

  test.each([
    ['broken', '{"id":', 'application/json', 'not-json'],
    ['empty', '', 'application/json', 'empty-body'],
    ['a page', '<html></html>', 'text/html', 'not-json'],
  ])('%s where JSON is promised', async (_name, body, type, code) => {
    expect(await against(body, 'getCharge', 200, type)).toMatchObject([{ outcome: 'fail', code }]);
  });
});

describe('a contract that cannot be applied is an error, never a pass', () => {
  test('an operation that it does not have', async () => {
    expect(await against(good, 'getCharges')).toMatchObject([{ outcome: 'error' }]);
  });

  test('a reference that leads nowhere', async () => {
    expect(await against(good, 'broken')).toMatchObject([{ outcome: 'error' }]);
  });

  test('a schema that refers to itself and to nothing else', async () => {
    const response = { status: 200, headers: [], body: new TextEncoder().encode('1') };
    const expected = ContractExpectation.parse({ schema: 's.json' });
    const results = await evaluateContract(expected, response, new Map([['s.json', { $ref: '#' }]]));
    const detail = 'The contract cannot be applied: its references lead round in a circle.';
    expect(results).toMatchObject([{ outcome: 'error', detail }]);
  });

  test('no document', async () => {
    const response = { status: 200, headers: [], body: new Uint8Array() };
    const expected = ContractExpectation.parse({ openapi: 'none.yaml', operation: 'x' });
    const results = await evaluateContract(expected, response, new Map());
    expect(results).toMatchObject([{ outcome: 'error' }]);
  });
});

describe('cost is bounded', () => {
  test('a pattern that backtracks elsewhere is linear here', async () => {
    const started = performance.now();
    expect(await against(`"${'a'.repeat(500_000)}!"`, 'backtracking')).toMatchObject([{ code: 'format' }]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a thousand differences are counted, fifty are listed', async () => {
    const customers = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, index]));
    const found = await against({ ...good, ...customers });
    expect(found).toHaveLength(50);
  });
});
