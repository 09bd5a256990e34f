// The reference page of assertions: what each promises, its fields, an example, and every code that it can give.
import { z } from 'zod';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import { fieldsOf } from './fields.ts';
import { jsonSchema } from './json-schemas.ts';
import { code, fieldTable, type GeneratedPage, prose, table, yamlBlock } from './mdx.ts';

/** What the page needs of an assertion; the registry is handed in, so that the model knows none of them. */
export interface DocumentedAssertion {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly example: string;
  readonly codes: Readonly<Record<string, string>>;
}
export type Assertions = ReadonlyMap<string, DocumentedAssertion>;

function partsOf({ name, summary, schema, example, codes }: DocumentedAssertion): string[] {
  return [
    `## ${prose(name)}`,
    prose(summary),
    yamlBlock(example),
    fieldTable(fieldsOf(jsonSchema(z.strictObject({ [name]: schema })))),
    codesTable(codes),
  ];
}

const codesTable = (codes: DocumentedAssertion['codes']): string =>
  table(
    ['Code', 'Means'],
    Object.entries(codes).map(([one, meaning]) => [code(one), prose(meaning)]),
  );

/** Assertions without fields of their own here: each is made by one kind, or by every one that opens a connection. */
const otherParts = (assertions: Assertions): string[] =>
  Object.entries(ASSERTION_CODES)
    .filter(([name]) => !assertions.has(name))
    .flatMap(([name, codes]) => [`## ${prose(name)}`, codesTable(codes)]);

export function assertionsPage(assertions: Assertions): GeneratedPage {
  return {
    name: 'assertions',
    title: 'Assertions',
    description: 'What a check can promise, with every field, an example, and what each code means.',
    parts: [
      'An assertion is a promise that any fitting probe can be held to. It stands under `expect` of a check. Its codes stand in results, and signatures of failure modes name them.',
      ...[...assertions.values()].flatMap(partsOf),
      'The assertions below are made by one kind of check alone, whose page has their fields; `reachable` is made by every kind that opens a connection.',
      ...otherParts(assertions),
    ],
  };
}
