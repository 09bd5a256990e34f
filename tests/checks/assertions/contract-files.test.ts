import { describe, expect, test } from 'vitest';
import { circlesFrom } from '../../../runbook-runner/checks/assertions/contract-references.ts';
import { judged } from './judged.ts';

const EXPECTED = { openapi: 'contracts/api.yaml', operation: 'get' };
const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string', nullable: true } } };
const answer = { content: { 'application/json': { schema } } };
const item = (responses: object) => ({ get: { operationId: 'get', responses } });

/** A contract in several files: paths of `api.yaml`, and what stands in the others. */
const held = (openapi: string, paths: object, files: object, body: unknown) =>
  judged(EXPECTED, { [EXPECTED.openapi]: { openapi, paths }, ...files }, body);

describe.each(['3.0.3', '3.1.0'])('a contract of OpenAPI %s in several files', (openapi) => {
  const media = (one: object) => ({ content: { 'application/json': one } });
  test.each([
    ['a path', { $ref: 'paths/a.yaml' }, { 'contracts/paths/a.yaml': item({ '200': answer }) }],
    [
      'a path, from which a schema is named',
      { $ref: 'paths/a.yaml#/~1a' },
      {
        'contracts/paths/a.yaml': {
          '/a': item({ '200': media({ schema: { $ref: '../schemas.yaml#/A' } }) }),
        },
        'contracts/schemas.yaml': { A: schema },
      },
    ],
    [
      'an answer',
      item({ '200': { $ref: './answers.yaml#/Ok' } }),
      { 'contracts/answers.yaml': { Ok: answer } },
    ],
    ['all answers', item({ $ref: 'answers.yaml' }), { 'contracts/answers.yaml': { '200': answer } }],
    [
      'a media type',
      item({ '200': media({ $ref: 'media.yaml#/Json' }) }),
      { 'contracts/media.yaml': { Json: { schema } } },
    ],
    [
      'an answer by two files',
      item({ '200': { $ref: 'a.yaml#/Ok' } }),
      { 'contracts/a.yaml': { Ok: { $ref: 'b.json' } }, 'contracts/b.json': answer },
    ],
    [
      'a schema, in which another one stands',
      item({ '200': media({ schema: { allOf: [{ $ref: 'a.json' }, { $ref: 'a.json#/definitions/B' }] } }) }),
      { 'contracts/a.json': { ...schema, definitions: { B: { $ref: '#' } } } },
    ],
    ['its own file by its name', item({ '200': { $ref: 'api.yaml#/paths/~1b/get/responses/200' } }), {}],
  ])('%s', async (_name, path, files) => {
    const paths = { '/a': path, '/b': { get: { responses: { '200': answer } } } };
    expect(await held(openapi, paths, files, { a: 1 })).toEqual(["fail type-changed $['a'] !"]);
    expect(await held(openapi, paths, files, { a: 'x' })).toEqual(['pass']);
    const ofNull = openapi === '3.0.3' ? 'pass' : "fail nullable $['a'] !";
    expect(await held(openapi, paths, files, { a: null })).toEqual([ofNull]);
  });

  test.each([
    ['that is not there', item({ '200': { $ref: 'none.yaml#/Ok' } }), {}],
    ['of a path that is not there', { $ref: 'none.yaml' }, {}],
    [
      'in a circle through two files',
      item({ '200': { $ref: 'a.yaml' } }),
      { 'contracts/a.yaml': { $ref: 'b.yaml' }, 'contracts/b.yaml': { $ref: 'a.yaml' } },
    ],
    [
      'of another dialect',
      item({ '200': { $ref: 'a.json' } }),
      { 'contracts/a.json': { $schema: 'http://json-schema.org/draft-04/schema#', ...answer } },
    ],
  ])('a file %s is an error, never a pass', async (_name, path, files) => {
    expect(await held(openapi, { '/a': path }, files, { a: 'x' })).toEqual(['error']);
  });
});

test('a file that names its own version is read by that', async () => {
  const paths = {
    '/a': item({
      '200': { content: { 'application/json': { schema: { $ref: 'b.yaml#/components/schemas/A' } } } },
    }),
  };
  const other = {
    'contracts/b.yaml': { openapi: '3.1.0', components: { schemas: { A: { const: 1, nullable: true } } } },
  };
  expect(await held('3.0.3', paths, other, 2)).toEqual(['fail enum $ !']);
});

test.each([
  ['a tree', { properties: { next: { $ref: '#' } }, anyOf: [{ items: { $ref: '#' } }] }, 0],
  ['an anchor', { $ref: '#text', $defs: { t: { $anchor: 'text', type: 'string' } } }, 0],
  ['two ways to one place', { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }], $defs: { a: {} } }, 0],
  [
    'a form of its own parent',
    { oneOf: [{ $ref: '#/$defs/a' }], $defs: { a: { allOf: [{ $ref: '#' }] } } },
    1,
  ],
])('circles of %s: %o, %i', (_name, schema, count) => {
  expect(circlesFrom('s.json', '', new Map([['s.json', schema]]))).toHaveLength(count);
});
