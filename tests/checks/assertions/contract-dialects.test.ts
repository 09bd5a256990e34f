import { describe, expect, test, vi } from 'vitest';
import { judged } from './judged.ts';

const get = (schema: unknown, more: object = {}) => ({
  get: { operationId: 'get', responses: { '200': { content: { 'application/json': { schema } } } }, ...more },
});
const OPERATION = { openapi: 'api.yaml', operation: 'get' };

describe('OpenAPI 3.0, in its own words', () => {
  const ok = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
  test.each([
    ['nullable', ok({ a: { type: 'string', nullable: true } }), { a: null }, ['pass']],
    [
      'nullable without a type means nothing',
      ok({ a: { nullable: true, enum: ['x'] } }),
      { a: null },
      ["fail nullable $['a'] !"],
    ],
    ['not nullable', ok({ a: { type: 'string' } }), { a: null }, ["fail nullable $['a'] !"]],
    [
      'exclusiveMinimum: true, at the bound',
      ok({ a: { type: 'number', minimum: 1, exclusiveMinimum: true } }),
      { a: 1 },
      ["fail constraint $['a'] !"],
    ],
    [
      'exclusiveMinimum: true, above',
      ok({ a: { type: 'number', minimum: 1, exclusiveMinimum: true } }),
      { a: 1.1 },
      ['pass'],
    ],
    [
      'exclusiveMaximum: false, at the bound',
      ok({ a: { type: 'number', maximum: 1, exclusiveMaximum: false } }),
      { a: 1 },
      ['pass'],
    ],
    [
      'a required property of requests alone',
      ok({ a: { type: 'string', writeOnly: true } }, ['a']),
      {},
      ['pass'],
    ],
    ['a required property', ok({ a: { type: 'string' } }, ['a']), {}, ["fail missing $['a'] !"]],
    [
      'what stands beside a reference does not count',
      ok({ a: { $ref: '#/components/schemas/Text', maxLength: 1 } }),
      { a: 'long' },
      ['pass'],
    ],
    [
      'a property called nullable',
      ok({ nullable: { type: 'boolean' } }, ['nullable']),
      { nullable: true },
      ['pass'],
    ],
    ['what 3.0 does not know', ok({ a: { const: 1 } }), { a: 2 }, ['pass']],
    ['an example is no schema', { ...ok({}), example: { $ref: 'nowhere' } }, {}, ['pass']],
  ])('%s', async (_name, schema, body, expected) => {
    const document = {
      openapi: '3.0.3',
      paths: { '/': get(schema) },
      components: { schemas: { Text: { type: 'string' } } },
    };
    expect(await judged(OPERATION, { 'api.yaml': document }, body)).toEqual(expected);
  });
});

describe.each(['3.0.3', '3.1.0', '3.2.0'])(
  'a property of requests alone is not required in an answer of OpenAPI %s',
  (openapi) => {
    const secret = { type: 'string', writeOnly: true };
    const schemas = { Secret: secret, Base: { type: 'object', properties: { a: secret } } };
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    test.each([
      ['by itself', { properties: { a: secret, b: {} } }],
      ['by a reference', { properties: { a: ref('Secret') } }],
      ['of what it is made of', { allOf: [ref('Base'), { properties: { b: {} } }] }],
    ])('%s', async (_name, schema) => {
      const document = {
        openapi,
        paths: { '/': get({ ...schema, required: ['a', 'b'] }) },
        components: { schemas },
      };
      expect(await judged(OPERATION, { 'api.yaml': document }, {})).toEqual(["fail missing $['b'] !"]);
    });
  },
);

test.each(['schema', 'example', 'examples'])(
  'an answer of OpenAPI 3.0 called %s is held to',
  async (name) => {
    const document = {
      openapi: '3.0.3',
      paths: {
        '/': {
          get: { operationId: 'get', responses: { '200': { $ref: `#/components/responses/${name}` } } },
        },
      },
      components: {
        responses: { [name]: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    };
    expect(await judged(OPERATION, { 'api.yaml': document }, [])).toEqual(['fail type-changed $ !']);
  },
);

test.each(['3.1.0', '3.2.0'])('nullable means nothing in OpenAPI %s', async (openapi) => {
  const answer = { content: { 'application/json': { schema: { type: 'object', nullable: true } } } };
  const paths = { '/': { get: { operationId: 'get', responses: { default: answer } } } };
  const document = { openapi, paths };
  expect(await judged(OPERATION, { 'api.yaml': document }, null)).toEqual(['fail nullable $ !']);
});

describe('JSON Schema 2020-12', () => {
  const nullable = (more: object) => ({ properties: { a: { nullable: true, ...more } } });
  test.each([
    [
      'nullable, which it does not know',
      nullable({ type: 'string' }),
      { a: null },
      ["fail nullable $['a'] !"],
    ],
    ['nullable without a type', nullable({ enum: ['x'] }), { a: null }, ["fail nullable $['a'] !"]],
    ['nullable: false', nullable({ nullable: false, type: ['string', 'null'] }), { a: null }, ['pass']],
    ['a property called nullable', { properties: { nullable: true } }, { nullable: 1 }, ['pass']],
    [
      'one of what is called properties',
      { properties: { properties: nullable({ type: 'string' }) } },
      { properties: { a: null } },
      ["fail nullable $['properties']['a'] !"],
    ],
    ['nullable as data', { const: { nullable: true } }, { nullable: true }, ['pass']],
    ['prefixItems', { prefixItems: [{ type: 'integer' }], items: false }, [1, 2], ['fail constraint $ !']],
    [
      'unevaluatedProperties',
      { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
      { a: 1, b: 1 },
      ["fail extra $['b']"],
    ],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, ["fail missing $['b'] !"]],
    ['const', { const: 1 }, 2, ['fail enum $ !']],
    ['a time', { format: 'date-time' }, '2026-11-01t00:00:00z', ['pass']],
    ['a time with a space', { format: 'date-time' }, '2026-11-01 00:00:00Z', ['fail format $ !']],
    ['a time of no day', { format: 'date-time' }, '2026-13-01T00:00:00Z', ['fail format $ !']],
    ['a list of types', { type: ['string', 'null'] }, 1, ['fail type-changed $ !']],
    [
      'if and then',
      JSON.parse('{ "if": { "required": ["a"] }, "then": { "required": ["b"] } }'),
      { a: 1 },
      ["fail missing $['b'] !"],
    ],
    ['contains', { contains: { type: 'string' }, minContains: 2 }, ['x', 1], ['fail constraint $ !']],
    [
      'contains, by a reference',
      { contains: { $ref: '#/$defs/t' }, $defs: { t: { properties: { a: { type: 'string' } } } } },
      [{ a: 1 }, { a: 2 }],
      ['fail constraint $ !'],
    ],
    [
      'an anchor',
      { $ref: '#text', $defs: { t: { $anchor: 'text', type: 'string' } } },
      1,
      ['fail type-changed $ !'],
    ],
    [
      'a tree by a dynamic reference',
      { $dynamicAnchor: 'node', type: 'object', properties: { next: { $dynamicRef: '#node' } } },
      { next: { next: 1 } },
      ["fail type-changed $['next']['next'] !"],
    ],
    [
      'a dynamic reference to an anchor that is not on its way: never another schema',
      {
        ...{ type: 'array', items: { $dynamicRef: '#item' } },
        $defs: { n: { $dynamicAnchor: 'item', type: 'integer' } },
      },
      [1],
      ['error'],
    ],
    [
      'a dynamic anchor below the top, which the validator cannot compile: never a pass',
      { $dynamicRef: '#node', $defs: { n: { $dynamicAnchor: 'node', type: 'string' } } },
      1,
      ['error'],
    ],
    [
      'several branches of oneOf',
      { oneOf: [{ type: 'integer' }, { minimum: 0 }, { type: 'string' }] },
      1,
      ['fail constraint $ !'],
    ],
    ['false', { properties: { a: false } }, { a: 1 }, ["fail constraint $['a'] !"]],
  ])('%s', async (_name, schema, body, expected) => {
    expect(await judged({ schema: 's.json' }, { 's.json': schema }, body)).toEqual(expected);
  });

  test.each([
    [19.99, 0.01, ['pass']],
    [-1.13, 0.01, ['pass']],
    [0.3, 0.1, ['pass']],
    [1e21, 0.25, ['pass']],
    [12_345_678_901.23, 0.01, ['pass']],
    [4, 2, ['pass']],
    [1.135, 0.01, ['fail constraint $ !']],
    [5, 2, ['fail constraint $ !']],
    [1e-7, 0.01, ['fail constraint $ !']],
    [1e308, 0.123456789, ['fail constraint $ !']],
  ])('%d as a multiple of %d', async (value, multipleOf, expected) => {
    expect(await judged({ schema: 's.json' }, { 's.json': { multipleOf } }, value)).toEqual(expected);
  });

  test.each([
    ['required', { required: ['toString'] }, {}, ["fail missing $['toString'] !"]],
    ['declared', { properties: { constructor: { type: 'string' } } }, {}, ['pass']],
    ['bound to another', { dependentRequired: { constructor: ['a'] } }, {}, ['pass']],
    [
      'sent',
      { properties: { constructor: { type: 'string' } } },
      { constructor: 1 },
      ["fail type-changed $['constructor'] !"],
    ],
  ])('a name that every object of the language has, %s', async (_name, schema, body, expected) => {
    expect(await judged({ schema: 's.json' }, { 's.json': schema }, body)).toEqual(expected);
  });

  test('a format that nobody knows binds nothing, and nothing is printed beside the answer', async () => {
    const printed = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await judged({ schema: 's.json' }, { 's.json': { format: 'decimal' } }, 'x')).toEqual(['pass']);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  test('a place in the file, and another file that it refers to', async () => {
    const documents = {
      'contracts/a.json': { $defs: { A: { properties: { b: { $ref: 'b.json#/$defs/B' } } } } },
      'contracts/b.json': { $defs: { B: { type: 'string' } } },
    };
    const expected = { schema: 'contracts/a.json', at: '/$defs/A' };
    expect(await judged(expected, documents, { b: 'x' })).toEqual(['pass']);
    expect(await judged(expected, documents, { b: 1 })).toEqual(["fail type-changed $['b'] !"]);
  });

  test.each([
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['no map', 'text'],
  ])('%s is an error', async (_name, document) => {
    expect(await judged({ schema: 's.json' }, { 's.json': document }, 1)).toEqual(['error']);
  });
});
