// The reference page of assertions: what each promises, its fields, an example, and every code that it can give.
import { z } from 'zod';
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
  // An assertion that one kind alone makes has the whole of `expect` for itself.
  const key = example.slice(0, example.indexOf(':'));
  const rows = Object.entries(codes).map(([one, meaning]) => [code(one), prose(meaning)]);
  return [
    `## ${prose(name)}`,
    prose(summary),
    yamlBlock(example),
    fieldTable(fieldsOf(jsonSchema(z.strictObject({ [key]: schema })))),
    table(['Code', 'Means'], rows),
  ];
}

export function assertionsPage(assertions: Assertions): GeneratedPage {
  return {
    name: 'assertions',
    title: 'Assertions',
    description: 'What a check can promise, with every field, an example, and what each code means.',
    parts: [
      'An assertion is a promise that any fitting probe can be held to. It stands under `expect` of a check. Its codes stand in results, and signatures of failure modes name them.',
      ...[...assertions.values()].flatMap(partsOf),
    ],
  };
}
