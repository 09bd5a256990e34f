// The reference pages of assertions: an overview, and a page for each with its fields, an example and every code.
import { parse } from 'yaml';
import type { z } from 'zod';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Kinds } from '../draft.ts';
import { assertionsOf, OTHER_CODES } from './check-kinds.ts';
import { assertionFields } from './fields.ts';
import {
  code,
  codesTable,
  fieldTable,
  type GeneratedPage,
  prose,
  shownParts,
  table,
  yamlBlock,
} from './mdx.ts';
import type { ShownChecks } from './shown.ts';

/** What a page needs of an assertion; the registry is handed in, so that the model knows none of them. */
export interface DocumentedAssertion {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly example: string;
  readonly codes: Readonly<Record<string, string>>;
  describe(expected: unknown): readonly string[];
}
export type Assertions = ReadonlyMap<string, DocumentedAssertion>;

/** Assertions with fields under `expect`, and those that a kind makes from its own. */
const namesOf = (assertions: Assertions, made: readonly string[]): string[] => [
  ...new Set([...assertions.keys(), ...Object.keys(ASSERTION_CODES), ...made]),
];

function ownParts({ name, schema, example, describe }: DocumentedAssertion): string[] {
  const value = Reflect.get(Object(parse(example)), name);
  return [
    '## Example',
    'Under `expect` of a check:',
    yamlBlock(example),
    ['It holds when', '', ...describe(schema.parse(value)).map((one) => `- ${prose(one)}`)].join('\n'),
    '## Fields',
    fieldTable(assertionFields(name, schema)),
  ];
}

function assertionPage(name: string, own: DocumentedAssertion | undefined, context: Context): GeneratedPage {
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = ASSERTION_CODES;
  const codes = own?.codes ?? known[name];
  const makers = context.makers.get(name) ?? [];
  const links = makers.map((kind) => `[${code(kind)}](/reference/check-kinds/${kind}/)`).join(', ');
  return {
    name: `assertions/${name}`,
    title: name,
    description: `The assertion ${name}: what it promises, and what each of its codes means.`,
    parts: [
      ...(own ? [prose(own.summary)] : []),
      links === '' ? '' : `Made by checks of the kind ${links}${own ? '' : ', where its fields are'}.`,
      ...shownParts(context.shown.assertions.get(name), 'A check that makes it'),
      ...(own ? ownParts(own) : []),
      '## Codes',
      codes ? codesTable(codes) : OTHER_CODES,
    ].filter((part) => part !== ''),
  };
}

interface Context {
  readonly shown: ShownChecks;
  /** Kinds by the assertion that they can make. */
  readonly makers: ReadonlyMap<string, readonly string[]>;
}

export function assertionPages(
  assertions: Assertions,
  kinds: Kinds['checks'],
  shown: ShownChecks,
): readonly GeneratedPage[] {
  const making = [...kinds.values()].map((kind) => ({ kind: kind.kind, makes: assertionsOf(kind) }));
  const names = namesOf(
    assertions,
    making.flatMap(({ makes }) => makes),
  );
  const kindsMaking = (name: string) =>
    making.filter(({ makes }) => makes.includes(name)).map(({ kind }) => kind);
  const context: Context = { shown, makers: new Map(names.map((name) => [name, kindsMaking(name)])) };
  const rows = names.map((name) => [
    `[${code(name)}](/reference/assertions/${name}/)`,
    prose(assertions.get(name)?.summary ?? `Made by ${kindsMaking(name).join(', ')}.`),
  ]);
  const overview: GeneratedPage = {
    name: 'assertions/index',
    title: 'Assertions',
    label: 'Overview',
    description: 'What a check can promise: every assertion, with the kinds that make it.',
    parts: [
      'An assertion is a promise that any fitting probe can be held to. It stands under `expect` of a check. Its codes stand in results, and signatures of failure modes name them.',
      table(['Assertion', 'What it does'], rows),
    ],
  };
  return [overview, ...names.map((name) => assertionPage(name, assertions.get(name), context))];
}
