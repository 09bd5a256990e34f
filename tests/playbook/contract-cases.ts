// Contracts of which nobody can say what they promise: maps to no schema, several operations of one id.
import type { Case } from './diagnostic-cases.ts';
import { CHECK, CONTRACT, CONTRACT_FILE, http, WITH_CONTRACT } from './expectation-cases.ts';

const mapped = (name: string, rest: string, to: string): Case => ({
  code: 'unresolved-reference',
  name: `a discriminator that maps to ${name}`,
  files: () => ({
    [CONTRACT_FILE]: CONTRACT.replace(
      "$ref: '#/components/schemas/Inner'",
      `discriminator: { propertyName: kind, ${rest} }`,
    ),
    [CHECK]: http(WITH_CONTRACT),
  }),
  message: `The discriminator maps to "${to}", which is no schema.`,
  hint: 'Did you mean "Inner"?',
});

const misused = (name: string, schema: string, message: string): Case => ({
  code: 'unusable-contract',
  name,
  files: () => ({
    [CONTRACT_FILE]: CONTRACT.replace("$ref: '#/components/schemas/Inner'", schema),
    [CHECK]: http(WITH_CONTRACT),
  }),
  message,
});

const ADDRESS = '#/components/schemas/Iner';

export const CONTRACT_CASES: readonly Case[] = [
  {
    code: 'ambiguous-operation',
    name: 'an id that two operations have',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace(
        'components:',
        "  /ping: { get: { operationId: getPong, responses: { '200': { description: It answers. } } } }\ncomponents:",
      ),
      [CHECK]: http('  contract: { openapi: contracts/pong.yaml, operation: ▸getPong }\n'),
    }),
    message: 'The contract has 2 operations "getPong".',
    hint: 'Answers are held to the first: give each an operationId of its own.',
  },
  mapped('a name that no schema has', 'mapping: { a: Inner, b: ▸Iner }', 'Iner'),
  mapped('an address where nothing stands', `mapping: { b: ▸'${ADDRESS}' }`, ADDRESS),
  mapped('nothing by default', 'defaultMapping: ▸Iner', 'Iner'),
  misused(
    'a type that nobody knows',
    'type: ▸strng',
    '"type" takes array, boolean, integer, null, number, object, string, or a list of them, and not "strng".',
  ),
  misused(
    'a field that is required by itself',
    'properties: { id: { type: string, required: ▸true } }',
    '"required" takes a list of names, and not true.',
  ),
  misused(
    'a bound as text',
    "properties: { required: { minLength: ▸'5' } }",
    '"minLength" takes a whole number from 0, and not "5".',
  ),
  misused(
    'a list in the place of a schema',
    'items: ▸[{ type: string }]',
    '"items" takes a schema, and not [{"type":"string"}].',
  ),
  misused(
    'a switch as text',
    "additionalProperties: ▸'false'",
    '"additionalProperties" takes a schema, and not "false".',
  ),
];
