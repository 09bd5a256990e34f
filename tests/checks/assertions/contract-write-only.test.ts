import { describe, expect, test } from 'vitest';
import { judged } from './judged.ts';

const text = { type: 'string' };
const secret = { ...text, writeOnly: true };
const base = { type: 'object', required: ['id', 'password'], properties: { id: text, password: text } };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const isSecret = { properties: { password: secret } };

/** What is told of an answer to the schema, beside which `Base` and `Secret` stand. */
const told = (schema: object, body: unknown, openapi = '3.1.0') =>
  judged(
    { openapi: 'api.yaml', operation: 'get' },
    {
      'api.yaml': {
        openapi,
        paths: {
          '/': {
            get: {
              operationId: 'get',
              responses: { '200': { content: { 'application/json': { schema } } } },
            },
          },
        },
        components: { schemas: { Base: base, Secret: { type: 'object', ...isSecret } } },
      },
    },
    body,
  );

describe('what one part of an allOf requires, and requests alone carry by another part', () => {
  const condition = JSON.parse('{ "if": true, "then": { "required": ["password"] } }');
  const whole = { allOf: [ref('Base'), ref('Secret')] };
  test.each([
    ['by references', whole],
    ['by the schema around', { allOf: [{ required: ['password'] }], ...isSecret }],
    ['by a part of a part', { allOf: [{ allOf: [ref('Base')] }, { allOf: [ref('Secret')] }] }],
    ['in one of several forms', { oneOf: [text, whole] }],
    ['in any of several forms', { anyOf: [text, whole, { ...whole, title: 'Again' }] }],
  ])('need not be in an answer, %s', async (_name, schema) => {
    expect(await told(schema, { id: 'x' })).toEqual(['pass']);
    expect(await told(schema, { id: 'x' }, '3.0.3'), '3.0').toEqual(['pass']);
  });

  test.each([
    ['a property', { properties: { a: whole } }, { a: { id: 'x' } }],
    ['an item', { items: whole }, [{ id: 'x' }]],
    ['the first item', { prefixItems: [whole] }, [{ id: 'x' }]],
    ['a value by any name', { additionalProperties: whole }, { a: { id: 'x' } }],
    ['what a condition leads to', { ...isSecret, ...condition }, { id: 'x' }],
  ])('need not be in %s', async (_name, schema, body) => {
    expect(await told(schema, body)).toEqual(['pass']);
  });

  test.each([
    ['what else is required', { allOf: [ref('Base'), ref('Secret')] }, {}, ["fail missing $['id'] !"]],
    ['the same of the base alone', ref('Base'), { id: 'x' }, ["fail missing $['password'] !"]],
    [
      'the same in another place',
      { properties: { a: whole, b: ref('Base') } },
      { a: { id: 'x' }, b: { id: 'x' } },
      ["fail missing $['b']['password'] !"],
    ],
    [
      'two forms that both fit where one may',
      { oneOf: [whole, { ...whole, title: 'Again' }] },
      { id: 'x' },
      ['fail constraint $ !'],
    ],
  ])('but %s is missing', async (_name, schema, body, expected) => {
    expect(await told(schema, body)).toEqual(expected);
  });
});
