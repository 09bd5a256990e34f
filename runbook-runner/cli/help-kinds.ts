// The part of the help that kinds and assertions say of themselves: all in a list, or one with every field.
import { actionKinds } from '../actions/registry.ts';
import { assertions, checkKinds } from '../checks/registry.ts';
import { type Field, fieldsOf } from '../playbook/reference/fields.ts';
import { jsonSchema } from '../playbook/reference/json-schemas.ts';
import { ActionBase, CheckBase } from '../playbook/schema/definitions.ts';

const WIDTH = 78;
const HELP = ['--help', '-h', 'help'];

/** Text in lines of the terminal's usual width. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.length > indent.length && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}

interface Listed {
  readonly title: string;
  readonly summary: string;
  readonly example: string;
  readonly furtherExamples?: readonly string[];
}

const indented = (text: string, indent: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);

const entry = (name: string, { summary, example }: Listed): string[] => [
  ...['', `  ${name}`, ...wrapped(summary, '    ')],
  ...['', ...indented(example, '      ')],
];

export function kindsHelp(): string {
  const kinds = [...checkKinds].flatMap(([name, kind]) => entry(name, kind));
  const promises = [...assertions].flatMap(([name, assertion]) => entry(name, assertion));
  return [
    ...['', 'A kind or an assertion with every field: playbook check --help <name>'],
    ...['', 'Kinds of check (a file in src/content/checks):', ...kinds],
    ...[
      '',
      'Assertions (under `expect` of `http` and of a step; other kinds have fields of their own there):',
      ...promises,
    ],
  ].join('\n');
}

const NEEDED = { yes: ', needed', depends: ', needed in some forms', no: '' } as const;

function fieldLines({ path, form, needed, default: fallback, description }: Field): string[] {
  const otherwise = fallback === undefined ? NEEDED[needed] : `; ${fallback} when left out`;
  return ['', ...wrapped(`${path}: ${form}${otherwise}`, '  '), ...wrapped(description, '      ')];
}

/** One kind or assertion, whole: what it is, where it stands, how it is written, and its fields. */
function whole(what: string, place: string, one: Listed, fields: readonly Field[]): string {
  const examples = [one.example, ...(one.furtherExamples ?? [])];
  return [
    ...[`${what}: ${one.title}`, '', ...wrapped(one.summary, '')],
    ...['', `Example (${place}):`, ...examples.flatMap((text) => ['', ...indented(text, '  ')])],
    ...['', 'Fields:', ...fields.flatMap(fieldLines), ''],
  ].join('\n');
}

function ofCheck(name: string): string[] {
  const kind = checkKinds.get(name);
  const assertion = assertions.get(name);
  const own = kind ? fieldsOf(jsonSchema(kind.schema)) : [];
  const base = fieldsOf(jsonSchema(CheckBase));
  return [
    ...(kind ? [whole(`Check kind ${name}`, 'a file in src/content/checks', kind, [...own, ...base])] : []),
    ...(assertion
      ? [
          whole(
            `Assertion ${name}`,
            'under `expect`',
            assertion,
            fieldsOf(jsonSchema(assertion.schema), name),
          ),
        ]
      : []),
  ];
}

function ofAction(name: string): string[] {
  const kind = actionKinds.get(name);
  if (!kind) return [];
  const fields = [...fieldsOf(jsonSchema(kind.schema), 'do'), ...fieldsOf(jsonSchema(ActionBase))];
  return [whole(`Action kind ${name}`, 'a file in src/content/actions', kind, fields)];
}

const NAMED: Readonly<Record<string, (name: string) => readonly string[]>> = {
  check: ofCheck,
  action: ofAction,
};

/** The help that `check --help tls` asks for; undefined when the words name no kind and no assertion. */
export function namedHelp(words: readonly string[]): string | undefined {
  const [command = '', name = '', ...more] = words.filter((word) => !HELP.includes(word));
  const found = more.length === 0 && Object.hasOwn(NAMED, command) ? NAMED[command]?.(name) : undefined;
  return found && found.length > 0 ? found.join('\n') : undefined;
}
