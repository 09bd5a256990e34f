// The part of the help that kinds and assertions say of themselves, in a list; and how such help is laid out.
import { assertions, checkKinds } from '../checks/registry.ts';

const WIDTH = 78;

/** Text in lines of the terminal's usual width. */
export function wrapped(text: string, indent: string): string[] {
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

export interface Listed {
  readonly title: string;
  readonly summary: string;
  readonly example: string;
  readonly furtherExamples?: readonly string[];
}

export const indented = (text: string, indent: string): string[] =>
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
