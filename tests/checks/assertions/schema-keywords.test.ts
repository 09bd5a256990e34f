import { expect, test } from 'vitest';
import { misusesFrom } from '../../../runbook-runner/checks/assertions/schema-keywords.ts';

const FILE = 'contracts/one.yaml';
const found = (document: object, pointer = '') =>
  misusesFrom(FILE, pointer, new Map([[FILE, document]])).map(({ keys }) => keys.join('/'));

const answer = (schema: object) => ({
  responses: {
    200: {
      headers: { 'x-id': { required: true, schema: { type: 'string' } } },
      content: { 'application/json': { schema } },
    },
  },
});
/** Names that are spelled like keywords, of properties and of schemas. */
const NAMED = {
  type: 'object',
  required: ['type', 'items'],
  properties: {
    type: { const: 'a' },
    items: { type: 'array' },
    properties: { properties: { required: {} } },
  },
  default: { required: true },
  enum: [{ items: [] }],
};

test.each([
  ['names that are spelled like keywords', { openapi: '3.1.0', paths: { '/a': { get: answer(NAMED) } } }],
  [
    'schemas that are called like keywords',
    { openapi: '3.1.0', components: { schemas: { properties: NAMED } } },
  ],
  ['a switch beside a bound in 3.0', { openapi: '3.0.3', ...answer({ minimum: 1, exclusiveMinimum: true }) }],
  ['a JSON Schema', { ...NAMED, $defs: { type: { items: false } } }],
])('%s are no misuse', (_name, document) => {
  expect(found(document)).toEqual([]);
});

const SCHEMA = 'responses/200/content/application/json/schema';

test.each([
  [
    'a switch for a bound in 3.1',
    { openapi: '3.1.0', ...answer({ exclusiveMinimum: true }) },
    [`${SCHEMA}/exclusiveMinimum`],
  ],
  [
    'one in a member of a list',
    { allOf: [{}, { properties: { a: { maximum: '9' } } }] },
    ['allOf/1/properties/a/maximum'],
  ],
  ['a count below 0', { minItems: -1 }, ['minItems']],
  ['a map of something else', { $defs: { a: 'b' } }, ['$defs']],
])('%s is told at its place', (_name, document, places) => {
  expect(found(document)).toEqual(places);
});
