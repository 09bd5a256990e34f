import { describe, expect, test } from 'vitest';
import { judged } from './judged.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const form = (base: object, properties: object) => ({
  allOf: [base, { type: 'object', properties, required: Object.keys(properties) }],
});
const pet = (discriminator: object = {}) => ({
  ...{ type: 'object', required: ['kind'], properties: { kind: text, friends: { items: ref('Pet') } } },
  discriminator: { propertyName: 'kind', ...discriminator },
});
const forms = {
  Cat: form(ref('Pet'), { lives: { type: 'integer' } }),
  Dog: { ...form(ref('Pet'), { breed: text }), discriminator: { propertyName: 'size' } },
  Small: form(ref('Dog'), { bag: text }),
  Other: { required: ['other'] },
};

const told = (schemas: object, schema: object, body: unknown, openapi: string, more: object = {}) => {
  const answer = { content: { 'application/json': { schema } } };
  const paths = { '/': { get: { operationId: 'get', responses: { '200': answer } } } };
  const documents = { 'api.yaml': { openapi, paths, components: { schemas } }, ...more };
  return judged({ openapi: 'api.yaml', operation: 'get' }, documents, body);
};

describe.each(['3.0.3', '3.1.0', '3.2.0'])(
  'an answer of a base, in OpenAPI %s, is held to the form',
  (openapi) => {
    const mapping = { cat: 'Cat', dog: '#/components/schemas/Dog', pet: 'Pet' };
    test.each([
      ['that fits', {}, { kind: 'Cat', lives: 9 }, ['pass']],
      ['that is named', {}, { kind: 'Cat', lives: 'nine' }, ["fail type-changed $['lives'] !"]],
      ['that is named, with what it misses', {}, { kind: 'Dog' }, ["fail missing $['breed'] !"]],
      ['that a mapping names', { mapping }, { kind: 'cat' }, ["fail missing $['lives'] !"]],
      ['that a mapping leads to', { mapping }, { kind: 'dog' }, ["fail missing $['breed'] !"]],
      ['of a form', {}, { kind: 'Dog', breed: 'x', size: 'Small' }, ["fail missing $['bag'] !"]],
      [
        'of a form of its own name',
        {},
        { kind: 'Small', breed: 'x', bag: 1 },
        ["fail type-changed $['bag'] !"],
      ],
      ['of itself', {}, { kind: 'Pet' }, ['pass']],
      ['of itself, by a mapping', { mapping }, { kind: 'pet' }, ['pass']],
      ['that is none', {}, { kind: 'Horse' }, ["fail enum $['kind'] !"]],
      ['that has not the base in it', {}, { kind: 'Other' }, ["fail enum $['kind'] !"]],
      [
        'in a list in it',
        {},
        { kind: 'Pet', friends: [{ kind: 'Pet', friends: [{ kind: 'Cat' }] }] },
        ["fail missing $['friends'][0]['friends'][0]['lives'] !"],
      ],
      [
        'that a mapping leads nowhere for',
        { mapping: { cat: '#/components/schemas/None' } },
        { kind: 'cat' },
        ['error'],
      ],
      ['without a name', {}, {}, ["fail missing $['kind'] !"]],
    ])('%s', async (_name, discriminator, body, expected) => {
      const schemas = { Pet: pet(discriminator), ...forms };
      expect(await told(schemas, ref('Pet'), body, openapi)).toEqual(expected);
    });

    test.each([
      ['a form', ref('Cat'), { kind: 'Cat', lives: 9 }, ['pass']],
      ['a form that it does not fit', ref('Cat'), { kind: 'Cat' }, ["fail missing $['lives'] !"]],
      [
        'one of the forms',
        { oneOf: [ref('Cat'), ref('Dog')] },
        { kind: 'Dog', breed: 1 },
        ["fail type-changed $['breed'] !"],
      ],
      [
        'a list of them',
        { type: 'array', items: ref('Pet') },
        [{ kind: 'Cat' }],
        ["fail missing $[0]['lives'] !"],
      ],
    ])('that the contract names: %s', async (_name, schema, body, expected) => {
      expect(await told({ Pet: pet(), ...forms }, schema, body, openapi)).toEqual(expected);
    });
  },
);

test('a base without any form is held to itself', async () => {
  expect(await told({ Pet: pet() }, ref('Pet'), { kind: 'Horse' }, '3.1.0')).toEqual(['pass']);
});

test('a discriminator as of Swagger 2 says nothing', async () => {
  const schemas = { ...forms, Pet: { ...pet(), discriminator: 'kind' } };
  expect(await told(schemas, ref('Pet'), { kind: 'Cat' }, '3.0.3')).toEqual(['pass']);
});

test('a value that names no form is of the default', async () => {
  const schemas = { Pet: pet({ defaultMapping: 'Cat' }), ...forms };
  expect(await told(schemas, ref('Pet'), { kind: 'Horse' }, '3.2.0')).toEqual(["fail missing $['lives'] !"]);
});

test('a number of a form may have a neighbour', async () => {
  const Large = form(ref('Pet'), { id: { maximum: 2 ** 53 } });
  const list = { type: 'array', items: ref('Pet') };
  const body = [{ kind: 'Large', id: 2 ** 53 }];
  expect(await told({ Pet: pet(), Large }, list, body, '3.1.0')).toEqual(["error $[0]['id']"]);
});

test.each(['3.0.3', '3.1.0'])(
  'a form stands in a file that a mapping alone leads to, in OpenAPI %s',
  async (openapi) => {
    const schemas = { Pet: pet({ mapping: { fish: './fish.yaml' } }) };
    const fish = form(
      { $ref: 'api.yaml#/components/schemas/Pet' },
      { depth: { type: 'integer', nullable: true } },
    );
    const body = { kind: 'fish', depth: 'deep' };
    const found = await told(schemas, ref('Pet'), body, openapi, { 'fish.yaml': fish });
    expect(found).toEqual(["fail type-changed $['depth'] !"]);
  },
);

test('a JSON Schema has no discriminator', async () => {
  const schema = { $ref: '#/components/schemas/Pet', components: { schemas: { Pet: pet(), ...forms } } };
  expect(await judged({ schema: 's.json' }, { 's.json': schema }, { kind: 'Cat' })).toEqual(['pass']);
});

describe('a base that leaves nothing over', () => {
  const closed = { unevaluatedProperties: false };
  test.each([
    ['in itself', { Pet: { ...pet(), ...closed }, Cat: forms.Cat }, ref('Pet'), ["fail extra $['lives']"]],
    ['around it', { Pet: pet(), Cat: forms.Cat }, { ...ref('Pet'), ...closed }, ["fail extra $['lives']"]],
    ['in its form', { Pet: pet(), Cat: { ...forms.Cat, ...closed } }, ref('Pet'), ['pass']],
  ])('%s', async (_name, schemas, schema, expected) => {
    expect(await told(schemas, schema, { kind: 'Cat', lives: 9 }, '3.1.0')).toEqual(expected);
  });
});
