import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';
import { judged } from './judged.ts';

const closed = (properties: object, required = Object.keys(properties)) => ({
  ...{ type: 'object', properties, required },
  additionalProperties: false,
});
const text = { type: 'string' };
const whole = { type: 'integer' };
const cat = closed({ kind: text, lives: whole });
const dog = closed({ kind: text, breed: text, chip: text });
const schemas = { Cat: cat, Dog: dog };
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });

const held = (schema: object, body: unknown, tolerate: string[] = []) =>
  judged({ schema: 's.json', tolerate }, { 's.json': { $defs: schemas, ...schema } }, body);

const CAT_WITH_MORE = { kind: 'cat', lives: 9, age: 3 };

describe.each(['oneOf', 'anyOf'])(
  'of an %s that nothing fits, the branch that fits best is told alone',
  (of) => {
    test.each([
      ['extra', [cat, dog], CAT_WITH_MORE, ["fail extra $['age']"]],
      [
        'by order where two fit alike',
        [closed({ a: text }), closed({ b: text })],
        {},
        ["fail missing $['a'] !"],
      ],
      [
        'by references',
        [ref('Dog'), ref('Cat')],
        { kind: 'cat', lives: '9' },
        ["fail type-changed $['lives'] !"],
      ],
      [
        'of the right type',
        [text, dog],
        {},
        ['kind', 'breed', 'chip'].map((one) => `fail missing $['${one}'] !`),
      ],
      ['of no right type', [text, whole], true, ['fail type-changed $ !']],
      ['null beside a form', [ref('Cat'), { type: 'null' }], { kind: 'cat' }, ["fail missing $['lives'] !"]],
      [
        'the one that its tag names',
        [
          closed({ kind: { const: 'cat' }, lives: whole }),
          closed({ kind: { enum: ['dog'] }, breed: text, chip: text }),
        ],
        { kind: 'dog' },
        ["fail missing $['breed'] !", "fail missing $['chip'] !"],
      ],
      [
        'a tag that none of them has',
        [
          closed({ kind: { const: 'cat' }, lives: whole }),
          { type: 'null' },
          closed({ kind: { enum: ['dog', 'wolf'] }, breed: text, chip: text }),
        ],
        { kind: 'bird', lives: 'many' },
        ["fail enum $['kind'] !"],
      ],
      [
        'a value that each of them refuses, and that is no tag',
        [closed({ kind: { const: 'cat' }, lives: whole }), closed({ kind: { const: 'cat' }, breed: text })],
        { kind: 'bird', lives: 9 },
        ["fail enum $['kind'] !"],
      ],
      [
        'one in another',
        [whole, { anyOf: [dog, { oneOf: [cat, text] }] }],
        { kind: 'cat', lives: '9' },
        ["fail type-changed $['lives'] !"],
      ],
    ])('%s', async (_name, branches, body, expected) => {
      expect(await held({ [of]: branches }, body)).toEqual(expected);
    });

    test('of a tag that none of them has, those that there are', async () => {
      const branches = [closed({ kind: { const: 'cat' } }), closed({ kind: { const: 'dog' } })];
      const expected = ContractExpectation.parse({ schema: 's.json' });
      const body = new TextEncoder().encode('{"kind":"bird"}');
      const response = { status: 200, headers: [], body };
      const [found] = await evaluateContract(expected, response, new Map([['s.json', { [of]: branches }]]));
      expect(found?.detail).toBe(`$['kind'] is "bird", not one of ["cat","dog"].`);
    });

    test('what the branches of another place say is no difference of this one', async () => {
      const either = { [of]: [ref('Cat'), ref('Dog')] };
      const schema = { properties: { pets: { items: either }, n: whole }, required: ['owner'] };
      const body = { pets: [{ kind: 'cat', lives: 1 }, { kind: 'dog', breed: 'x' }, CAT_WITH_MORE], n: 'x' };
      expect((await held(schema, body)).sort()).toEqual([
        "fail extra $['pets'][2]['age']",
        "fail missing $['owner'] !",
        "fail missing $['pets'][1]['chip'] !",
        "fail type-changed $['n'] !",
      ]);
    });

    test('what it has too much is tolerated', async () => {
      expect(await held({ [of]: [ref('Dog'), ref('Cat')] }, CAT_WITH_MORE, ['extra'])).toEqual([
        "pass extra $['age']",
      ]);
    });

    test('what stands beside it is told too', async () => {
      const schema = { allOf: [{ required: ['id'] }, { [of]: [cat, dog] }], properties: { kind: whole } };
      expect((await held(schema, CAT_WITH_MORE)).sort()).toEqual([
        "fail extra $['age']",
        "fail missing $['id'] !",
        "fail type-changed $['kind'] !",
      ]);
    });

    test('what it declares is no extra of what stands around it', async () => {
      const open = (properties: object) => ({ type: 'object', properties });
      const schema = {
        allOf: [{ [of]: [open({ kind: { const: 'cat' }, lives: whole }), { anyOf: [dog, text] }] }],
        properties: { id: text },
        unevaluatedProperties: false,
      };
      expect(await held(schema, { id: 'x', kind: 'cat', lives: 'nine', age: 1 })).toEqual([
        "fail type-changed $['lives'] !",
        "fail extra $['age']",
      ]);
    });
  },
);

describe('the branch that a discriminator names', () => {
  const document = (version: string, discriminator: object) => ({
    openapi: version,
    paths: {
      '/': {
        get: {
          operationId: 'get',
          responses: {
            '200': {
              content: {
                'application/json': {
                  schema: {
                    oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
                    discriminator: { propertyName: 'kind', ...discriminator },
                  },
                },
              },
            },
          },
        },
      },
    },
    components: { schemas },
  });
  test.each([
    ['3.0.3', 'its name', {}, 'Dog'],
    ['3.1.0', 'its name', {}, 'Dog'],
    ['3.0.3', 'a mapping to a name', { mapping: { dog: 'Dog' } }, 'dog'],
    ['3.1.0', 'a mapping to a reference', { mapping: { dog: '#/components/schemas/Dog' } }, 'dog'],
    ['3.2.0', 'none, with a default', { defaultMapping: 'Dog' }, 'horse'],
  ])('in OpenAPI %s, by %s', async (version, _by, discriminator, kind) => {
    const expected = { openapi: 'api.yaml', operation: 'get', tolerate: ['extra'] };
    const documents = { 'api.yaml': document(version, discriminator) };
    expect((await judged(expected, documents, { kind, lives: 9, age: 3 })).sort()).toEqual([
      "fail missing $['breed'] !",
      "fail missing $['chip'] !",
      "pass extra $['age']",
      "pass extra $['lives']",
    ]);
  });
});

test('the branch is named', async () => {
  const response = { status: 200, headers: [], body: new TextEncoder().encode('{"kind":"cat"}') };
  const schema = { oneOf: [dog, ref('Cat')], $defs: schemas };
  const expected = ContractExpectation.parse({ schema: 's.json' });
  const results = await evaluateContract(expected, response, new Map([['s.json', schema]]));
  const detail = "$['lives'] is missing. Of what may stand at $, Cat fits best.";
  expect(results).toMatchObject([{ outcome: 'fail', detail }]);
});

test('a value that several branches of oneOf fit is a difference of its own', async () => {
  const schema = { oneOf: [ref('Cat'), { required: ['kind'] }, dog] };
  expect(await held(schema, { kind: 'cat', lives: 9 })).toEqual(['fail constraint $ !']);
});

test('unions in unions are told in time', async () => {
  const node = { properties: { next: ref('Node'), a: text } };
  const schema = { ...ref('Node'), $defs: { Node: { anyOf: [node, { ...node, maxProperties: 9 }] } } };
  let body: object = { a: 1 };
  for (let depth = 0; depth < 12; depth += 1) body = { next: body };
  const started = performance.now();
  expect(await held(schema, body)).toEqual([`fail type-changed $${"['next']".repeat(12)}['a'] !`]);
  expect(performance.now() - started).toBeLessThan(2000);
});
