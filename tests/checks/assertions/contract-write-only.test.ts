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

describe('what requests alone carry, around a choice and in it', () => {
  const asked = { required: ['id', 'password'] };
  const other = { required: ['token'], properties: { token: text } };
  const either = { oneOf: [{ properties: { id: text, password: secret } }, other] };
  const choice = { ...text, oneOf: [secret, { ...secret, title: 'Again' }] };
  test.each([
    ['a branch requires it', { ...isSecret, oneOf: [asked, other] }],
    ['any of the branches requires it', { ...isSecret, anyOf: [asked, other] }],
    ['a branch of a branch requires it', { ...isSecret, oneOf: [other, { anyOf: [asked, other] }] }],
    ['a part beside the choice says so', { allOf: [ref('Secret'), { oneOf: [asked, other] }] }],
    ['a branch says so', { ...asked, ...either }],
    ['each form of the property says so', { ...asked, properties: { password: choice } }],
    ['another property needs it', { ...isSecret, dependentRequired: { id: ['password'] } }],
  ])('need not be in an answer where %s', async (_name, schema) => {
    expect(await told(schema, { id: 'x' })).toEqual(['pass']);
    expect(await told({ items: schema }, [{ id: 'x' }])).toEqual(['pass']);
  });

  const sent = { properties: { id: text, password: text } };
  test.each([
    ['a branch that declares it otherwise', { ...asked, anyOf: [...either.oneOf, sent] }, ['password']],
    [
      'what else a branch requires',
      { ...isSecret, oneOf: [{ required: ['password', 'name'] }, other] },
      ['name'],
    ],
  ])('but %s is missing', async (_name, schema, names) => {
    expect(await told(schema, { id: 'x' })).toEqual(names.map((name) => `fail missing $['${name}'] !`));
  });
});
