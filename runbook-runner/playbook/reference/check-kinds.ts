// The reference pages of check kinds: an overview, and a page for each with examples, promises, fields and codes.
import type { CheckKind } from '../../checks/kind.ts';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import { meaningsOf, PROBLEMS, PROBLEMS_OF_OURS } from '../../ports/problem-classes.ts';
import type { Kinds } from '../draft.ts';
import { CheckBase } from '../schema/definitions.ts';
import { definitionIn, examplesOf, madeBy } from './examples.ts';
import { fieldsOf } from './fields.ts';
import { jsonSchema } from './json-schemas.ts';
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

function promisesOf(kind: CheckKind, example: string): string {
  const { asks, promises } = kind.describe(definitionIn(kind, example));
  return [`It passes when ${prose(asks)} shows that`, '', ...promises.map((one) => `- ${prose(one)}`)].join(
    '\n',
  );
}

/** Names of every assertion that checks of a kind can make, as its examples and its fields tell. */
export function assertionsOf(kind: CheckKind): string[] {
  const made = examplesOf(kind).flatMap((one) => madeBy(kind, one));
  const fields = fieldsOf(jsonSchema(kind.schema)).map(({ path }) => path);
  const tabled = Object.keys(ASSERTION_CODES);
  return [
    ...tabled.filter((name) => made.includes(name) || fields.includes(`expect.${name}`)),
    ...new Set(made.filter((name) => !tabled.includes(name))),
  ];
}

/** Codes of a tool that a kind asks, such as oasdiff, are not in our table. */
export const OTHER_CODES =
  'Its codes come from what it looks at; each result names the code of every promise that was broken.';

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = ASSERTION_CODES;

/** Codes of an assertion that checks of the kind can give, with their meanings; undefined where they are not ours. */
export const codesIn = (kind: CheckKind, name: string): Readonly<Record<string, string>> | undefined =>
  name === 'reachable' && kind.unreachable ? meaningsOf(kind.unreachable) : TABLES[name];

function codeParts(kind: CheckKind): string[] {
  return assertionsOf(kind).flatMap((name) => {
    const codes = codesIn(kind, name);
    return [
      `### ${prose(name)}`,
      `Of the assertion [${code(name)}](/reference/assertions/${name}/).`,
      codes ? codesTable(codes) : OTHER_CODES,
    ];
  });
}

const CODES = 'What a broken promise is called in results and signatures.';

function kindPage(kind: CheckKind, shown: ShownChecks): GeneratedPage {
  const codes = codeParts(kind);
  return {
    name: `check-kinds/${kind.kind}`,
    title: kind.kind,
    description: `Checks of the kind ${kind.kind}: ${kind.title}. Fields, examples, promises and codes.`,
    parts: [
      prose(kind.summary),
      ...shownParts(shown.kinds.get(kind.kind), 'A check of this kind'),
      '## Examples',
      ...examplesOf(kind).flatMap((one) => [yamlBlock(one), promisesOf(kind, one)]),
      '## Fields',
      'Beside the [fields of every check](/reference/check-kinds/#fields-of-every-check):',
      fieldTable(fieldsOf(jsonSchema(kind.schema))),
      '## Codes',
      CODES,
      ...codes,
    ],
  };
}

const PROBLEMS_INTRO =
  'What kept a check from going on is the `problem` of its result, and signatures name its class. With some, the upstream broke a promise; with the others we could not tell.';

function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(([name, meaning]) => {
    const ours = PROBLEMS_OF_OURS.some((one) => one === name);
    return [code(name), prose(meaning), code(ours ? 'error' : 'fail')];
  });
  return table(['Class', 'Means', 'Result'], rows);
}

export function checkKindPages(kinds: Kinds['checks'], shown: ShownChecks): readonly GeneratedPage[] {
  const rows = [...kinds.values()].map(({ kind, title, summary }) => [
    `[${code(kind)}](/reference/check-kinds/${kind}/)`,
    `**${prose(title)}.** ${prose(summary)}`,
  ]);
  const overview: GeneratedPage = {
    name: 'check-kinds/index',
    title: 'Check kinds',
    label: 'Overview',
    description: 'How a check can probe an upstream: every kind, and the fields that all have.',
    parts: [
      'A check is a file in `src/content/checks`; its name is its id.',
      table(['Kind', 'What it does'], rows),
      '## Fields of every check',
      fieldTable(fieldsOf(jsonSchema(CheckBase))),
      '## Problems',
      PROBLEMS_INTRO,
      problemTable(),
    ],
  };
  return [overview, ...[...kinds.values()].map((kind) => kindPage(kind, shown))];
}
