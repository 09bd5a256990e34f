// Parameters from the command line: text becomes the declared type; the core checks the value.
import { PlaybookError, suggest } from '../errors/index.ts';
import type { Parameter } from '../playbook/schema/primitives.ts';

type Declared = Readonly<Record<string, Parameter>>;
export type Values = Readonly<Record<string, string | number | boolean>>;

/** The values that `declared` knows, in its types. */
export function typedParameters(given: Readonly<Record<string, string>>, declared: Declared): Values {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => Object.hasOwn(declared, name))
      .map(([name, text]) => [name, typed(text, declared[name])]),
  );
}

function typed(text: string, parameter: Parameter | undefined): string | number {
  return parameter?.type === 'integer' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** Throws when a given name is declared by nothing that will run. */
export function refuseUndeclared(given: Readonly<Record<string, string>>, all: readonly Declared[]): void {
  const known = new Set(all.flatMap((declared) => Object.keys(declared)));
  const stray = Object.keys(given).find((name) => !known.has(name));
  if (stray === undefined) return;
  throw new PlaybookError('invalid_parameter', `Nothing that runs here has a parameter "${stray}".`, {
    hint: suggest(stray, known),
  });
}
