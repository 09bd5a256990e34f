// Credentials as the terminal shows them: where each comes from, where it may go; never a value.
import type { SecretState, TestedSecret } from '../core/secrets.ts';
import type { Binding } from '../ports/secrets.ts';
import { clean } from './shown.ts';
import type { Terminal } from './terminal.ts';

const WORDS: Readonly<Record<SecretState['state'], string>> = {
  bound: 'bound',
  unbound: 'not bound',
  elsewhere: 'bound to another place',
  unused: 'nothing uses it',
};

const COLORS = { bound: 'green', unbound: 'yellow', elsewhere: 'red', unused: 'dim' } as const;

export function sourceInWords(source: SecretState['source']): string {
  if ('env' in source) return `the environment variable ${source.env}`;
  if ('file' in source) return `the file ${clean(source.file)}`;
  return `${source.manager}, entry ${source.entry}`;
}

const placeLine = (label: string, { host, slot }: Binding) => `  ${label.padEnd(6)} ${host}: ${clean(slot)}`;

export function secretLines(paint: Terminal['paint'], secret: SecretState): string[] {
  const { name, source, uses, bound, state } = secret;
  return [
    `${name}  ${paint(COLORS[state], WORDS[state])}`,
    `  from   ${sourceInWords(source)} (${clean(source.obtain)})`,
    ...uses.map((one) => placeLine('to', one)),
    ...(state === 'elsewhere' ? bound.map((one) => placeLine('bound', one)) : []),
  ];
}

/** What the attempt to get the value came to. */
export function testLines(paint: Terminal['paint'], secret: TestedSecret): string[] {
  const { value } = secret;
  if (!value.ok) {
    const hint = value.hint === undefined ? [] : [`         ${clean(value.hint)}`];
    return [...secretLines(paint, secret), `  ${paint('red', 'value')}  ${clean(value.message)}`, ...hint];
  }
  const remarks = value.remarks.map((remark) => `; ${remark}`).join('');
  const color = remarks === '' ? 'green' : 'yellow';
  return [...secretLines(paint, secret), `  ${paint(color, 'value')}  came, ${value.length}${remarks}`];
}
