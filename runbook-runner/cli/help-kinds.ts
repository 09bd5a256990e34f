// The part of `check --help` that lists every kind of check and every assertion, each with an example.
import { assertions, checkKinds } from '../checks/registry.ts';

const WIDTH = 78;

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
  readonly summary: string;
  readonly example: string;
}

function entry(name: string, { summary, example }: Listed): string[] {
  const lines = example.trimEnd().split('\n');
  return ['', `  ${name}`, ...wrapped(summary, '    '), '', ...lines.map((line) => `      ${line}`)];
}

export function kindsHelp(): string {
  const kinds = [...checkKinds].flatMap(([name, kind]) => entry(name, kind));
  const promises = [...assertions].flatMap(([name, assertion]) => entry(name, assertion));
  return [
    ...['', 'Kinds of check (a file in src/content/checks):', ...kinds],
    ...['', 'Assertions (under `expect`):', ...promises],
  ].join('\n');
}
