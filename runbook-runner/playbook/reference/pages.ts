// The generated reference pages: kinds with their fields and an example, codes with an anchor each, front matter.
import { CODES } from '../../errors/index.ts';
import { DIAGNOSTIC_CODES } from '../diagnostic-codes.ts';
import type { Kinds } from '../draft.ts';
import { ActionBase, FaultBase } from '../schema/definitions.ts';
import { FrontMatter, PAGE_KINDS } from '../schema/front-matter.ts';
import { Channel, EscalationPolicy, SeverityMatrix, Team } from '../schema/people.ts';
import { type Field, fieldsOf } from './fields.ts';
import { jsonSchema } from './json-schemas.ts';
import { fieldTable, type GeneratedPage, prose, yamlBlock } from './mdx.ts';

interface AnyKind {
  readonly kind: string;
  readonly summary: string;
  readonly example: string;
  readonly furtherExamples?: readonly string[];
}

const kindParts = (
  { kind, summary, example, furtherExamples = [] }: AnyKind,
  fields: readonly Field[],
): string[] => [
  `## ${prose(kind)}`,
  prose(summary),
  ...[example, ...furtherExamples].map(yamlBlock),
  fieldTable(fields),
];

export function actionKindsPage(kinds: Kinds['actions']): GeneratedPage {
  return {
    name: 'action-kinds',
    title: 'Action kinds',
    description: 'How an action can change something, with every field and an example.',
    parts: [
      'An action is a file in `src/content/actions`; its name is its id. These fields belong to every action:',
      fieldTable(fieldsOf(jsonSchema(ActionBase))),
      '`do` and `undo` each hold one operation of its `kind`; a kind that knows the way back by itself takes no `undo`.',
      ...[...kinds.values()].flatMap((kind) => kindParts(kind, fieldsOf(jsonSchema(kind.schema), 'do'))),
    ],
  };
}

export function faultKindsPage(kinds: Kinds['faults']): GeneratedPage {
  return {
    name: 'fault-kinds',
    title: 'Fault kinds',
    description: 'What can be disturbed in the sandbox, with every field and an example.',
    parts: [
      'A fault is a file in `src/content/faults`; its name is its id. A fault is named by what it does, never by the failure mode that it should be recognised as. These fields belong to every fault:',
      fieldTable(fieldsOf(jsonSchema(FaultBase))),
      'The rest depends on its `kind`.',
      ...[...kinds.values()].flatMap((kind) => kindParts(kind, fieldsOf(jsonSchema(kind.schema)))),
    ],
  };
}

export function definitionsPage(): GeneratedPage {
  const rooms = [
    ['Teams', 'src/content/teams', Team],
    ['Channels', 'src/content/channels', Channel],
    ['Escalation policies', 'src/content/policies', EscalationPolicy],
    ['Severity matrix', 'src/content/severity.yaml', SeverityMatrix],
  ] as const;
  return {
    name: 'definitions',
    title: 'Teams, channels, policies, severity',
    description: 'Every field of the definitions that say who is called, and when.',
    parts: rooms.flatMap(([title, place, schema]) => [
      `## ${title}`,
      `In \`${place}\`.`,
      fieldTable(fieldsOf(jsonSchema(schema))),
    ]),
  };
}

const KIND_TITLES: Readonly<Record<(typeof PAGE_KINDS)[number], string>> = {
  integration: 'Integration',
  scenario: 'Scenario',
  failureMode: 'Failure mode',
  drill: 'Drill',
  term: 'Glossary term',
  change: 'Changelog entry',
};

export function frontMatterPage(): GeneratedPage {
  const whole = jsonSchema(FrontMatter);
  const rows = fieldsOf(whole);
  const isOf = (kind: string) => (field: Field) => field.path === kind || field.path.startsWith(`${kind}.`);
  const common = rows.filter((field) => !PAGE_KINDS.some((kind) => isOf(kind)(field)));
  return {
    name: 'front-matter',
    title: 'Front matter',
    description: 'What stands at the top of each page, for every kind of page.',
    parts: [
      'Every page has a title and a description. At most one further key makes it a page of a kind.',
      fieldTable(common),
      ...PAGE_KINDS.flatMap((kind) => [`## ${KIND_TITLES[kind]}`, fieldTable(rows.filter(isOf(kind)))]),
    ],
  };
}

export function errorsPage(): GeneratedPage {
  const parts = Object.entries(CODES).flatMap(([code, { title, status, exit }]) => [
    `## ${code}`,
    `${prose(title)} HTTP status ${status}, exit code ${exit}.`,
  ]);
  return {
    name: 'errors',
    title: 'Errors',
    description: 'Every error code of the command line and the HTTP API, with its status and exit code.',
    parts: [
      'The message says what happened; the hint says what to do. A code never changes its meaning.',
      ...parts,
    ],
  };
}

export function diagnosticsPage(): GeneratedPage {
  const parts = Object.entries(DIAGNOSTIC_CODES).flatMap(([code, meaning]) => [`## ${code}`, prose(meaning)]);
  return {
    name: 'diagnostics',
    title: 'Diagnostics',
    description: 'Everything that the loader can find wrong with the files of a playbook.',
    parts: [
      '`playbook lint` and the build of the site show all of them at once, each with its place and a hint.',
      'The files of certificates are looked at by `lint` alone: one that expires overnight keeps nobody from the runbooks.',
      ...parts,
    ],
  };
}
