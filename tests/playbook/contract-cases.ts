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
];
