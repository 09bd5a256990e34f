// Discriminators of a contract that map a value to no schema.
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

export const MAPPING_CASES: readonly Case[] = [
  mapped('a name that no schema has', 'mapping: { a: Inner, b: ▸Iner }', 'Iner'),
  mapped('an address where nothing stands', `mapping: { b: ▸'${ADDRESS}' }`, ADDRESS),
  mapped('nothing by default', 'defaultMapping: ▸Iner', 'Iner'),
];
