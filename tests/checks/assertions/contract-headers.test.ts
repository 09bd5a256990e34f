import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';

/** What is told of one field, declared as it stands here, of an answer that is well otherwise. */
async function told(
  header: object,
  sent: string | readonly string[] | undefined,
  openapi = '3.1.0',
  tolerate: string[] = [],
  name = 'x-rate',
) {
  const answer = { description: 'ok', headers: { [name.toUpperCase()]: header } };
  const document = { openapi, paths: { '/': { get: { operationId: 'get', responses: { 200: answer } } } } };
  const headers = [sent ?? []].flat().map((value) => [name, value] as const);
  const results = await evaluateContract(
    ContractExpectation.parse({ openapi: 'api.yaml', operation: 'get', tolerate }),
    { status: 200, headers, body: new Uint8Array() },
    new Map([['api.yaml', document]]),
  );
  return results.slice(1).map(({ outcome, code, where, detail }) => [outcome, code, where, detail]);
}

const integer = { schema: { type: 'integer' } };

const whole = { type: 'integer', maximum: 99 };
const limit = {
  schema: { type: 'object', required: ['left'], properties: { left: whole, of: { type: 'string' } } },
};

describe('a declared header field fits', () => {
  test.each([
    ['a number', integer, '12'],
    ['a text of digits', { schema: { type: 'string' } }, '12'],
    ['a text of digits by a pattern', { schema: { type: 'string', pattern: '^\\d+$' } }, '12'],
    ['a truth', { schema: { type: 'boolean' } }, 'true'],
    ['a list', { schema: { type: 'array', items: { type: 'integer' } } }, '1, 2'],
    ['a list of one', { schema: { type: 'array', items: { type: 'string' } } }, 'a'],
    ['a time', { schema: { type: 'string', format: 'date-time' } }, '2026-11-01T00:00:00Z'],
    ['an object', limit, 'left,12,of,a day'],
    ['an object of a text of digits', limit, 'left, 12, of, 60'],
    ['an object of names and values', { ...limit, explode: true }, 'left=12,of=a=b'],
    ['an object as JSON', { content: { 'application/json': limit } }, '{"left": 12}'],
    ['an object or nothing', { schema: { ...limit.schema, type: ['object', 'null'] } }, 'left,12'],
    ['nothing that is said of it', {}, 'x'],
    ['one that is not there and need not be', integer, undefined],
  ])('%s', async (_name, header, sent) => {
    expect(await told(header, sent)).toEqual([]);
  });
});

describe('a declared header field that is sent twice', () => {
  const text = { schema: { type: 'string' } };
  const list = { schema: { type: 'array', items: { type: 'integer' } } };
  test('is a list', async () => {
    expect(await told(list, ['1', '2'])).toEqual([]);
    expect((await told(list, ['1', 'b']))[0]?.slice(0, 2)).toEqual(['fail', 'type-changed']);
  });
  test('is told where it may stand once', async () => {
    expect(await told(text, ['/1', '/2'], '3.1.0', [], 'location')).toEqual([
      ['fail', 'constraint', 'location', 'The header field location is sent 2 times, and may be sent once.'],
    ]);
  });
});

describe('a declared header field does not fit', () => {
  const is = (detail: string) => `In the header field x-rate, $ ${detail}`;
  test.each([
    ['a text', integer, 'many', 'type-changed', is('must be integer, and is string "many".')],
    ['JSON of another type', { content: { 'application/json': integer } }, '"12"', 'type-changed', undefined],
    ['no JSON', { content: { 'application/json': limit } }, 'left,12', 'type-changed', undefined],
    ['a number in quotes', integer, '"12"', 'type-changed', undefined],
    ['a part', integer, '1.5', 'type-changed', is('must be integer, and is number 1.5.')],
    ['two for one', integer, '1, 2', 'type-changed', undefined],
    ['another value', { schema: { enum: ['a', 'b'] } }, 'c', 'enum', is('is "c", not one of ["a","b"].')],
    [
      'too much',
      { schema: { type: 'integer', maximum: 5 } },
      '6',
      'constraint',
      is('must be <= 5, and is 6.'),
    ],
    ['no time', { schema: { type: 'string', format: 'date-time' } }, 'soon', 'format', undefined],
    ['an item', { schema: { type: 'array', items: { type: 'integer' } } }, '1, b', 'type-changed', undefined],
    ['a value of an object', limit, 'of,60,left,many', 'type-changed', undefined],
    [
      'too much in an object',
      limit,
      'of,60,left,100',
      'constraint',
      "In the header field x-rate, $['left'] must be <= 99, and is 100.",
    ],
    ['an object without what it needs', limit, 'of,60', 'missing', undefined],
    ['names without values', { ...limit, explode: true }, 'left,12', 'type-changed', undefined],
    ['names with values in another form', limit, 'left=12', 'type-changed', undefined],
    ['nothing', { required: true, ...integer }, undefined, 'missing', 'The header field x-rate is missing.'],
  ])('%s', async (_name, header, sent, code, detail) => {
    const found = await told(header, sent);
    expect(found).toEqual([['fail', code, 'x-rate', detail ?? expect.stringContaining('x-rate, $')]]);
  });

  test('by the dialect of its document', async () => {
    const above = { schema: { type: 'integer', minimum: 5, exclusiveMinimum: true } };
    expect(await told(above, '6', '3.0.3')).toEqual([]);
    expect((await told(above, '5', '3.0.3'))[0]).toContain('constraint');
  });

  test('by all that it does not fit, of which one may be tolerated', async () => {
    const closed = { schema: { ...limit.schema, additionalProperties: false } };
    const found = await told(closed, 'more,1,left,many', '3.1.0', ['extra']);
    expect(found.map(([outcome, code]) => `${outcome} ${code}`)).toEqual(['fail type-changed', 'pass extra']);
  });

  test('unless that is tolerated', async () => {
    const [tolerated = []] = await told(integer, 'many', '3.1.0', ['type-changed']);
    expect(tolerated.slice(0, 2)).toEqual(['pass', 'type-changed']);
  });

  test.each([{ maximum: 2 ** 53 }, { exclusiveMinimum: 2 ** 53 }, { const: 2 ** 53 }])(
    'or its number has a neighbour, of which %j names one',
    async (schema) => {
      const [[outcome, , where] = []] = await told({ schema }, '9007199254740993');
      expect([outcome, where]).toEqual(['error', 'x-rate']);
    },
  );

  test('or it cannot be told', async () => {
    const [lost = []] = await told({ schema: { $ref: '#/none' } }, '1');
    expect([lost[0], lost[3]]).toEqual(['error', expect.stringContaining('cannot be applied')]);
  });
});
