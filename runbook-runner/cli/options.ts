// Options and help that several commands share.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LONGEST_REASON } from '../core/production.ts';
import { type Duration, parseDuration } from '../ports/duration.ts';

/** A command line of the help, with what it does. */
export type Example = readonly [command: string, does: string];

export function examples(...lines: readonly Example[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return ['', 'Examples:', ...lines.map(([command, does]) => `  ${command.padEnd(width)}   ${does}`)].join(
    '\n',
  );
}

export function environmentOption(): Option {
  return new Option('--env <name>', 'environment of the integration').default('sandbox');
}

export function jsonOption(): Option {
  return new Option('--json', 'print the body that the HTTP API answers');
}

export function forceOption(): Option {
  return new Option('--force', 'run although more requests may be sent than a quota has left');
}

export function confirmOption(): Option {
  return new Option('--confirm <environment>', 'confirm the change by naming the environment');
}

export function reasonOption(): Option {
  return new Option('--reason <text>', 'why; recorded, and required in production').argParser(shortReason);
}

function shortReason(text: string): string {
  if (text.length <= LONGEST_REASON) return text;
  throw new InvalidArgumentError(`It takes at most ${LONGEST_REASON} characters.`);
}

/** What every command takes that runs something: where, with which values, and how it answers. */
export function withOrderOptions(command: Command): Command {
  return command.addOption(environmentOption()).addOption(parametersOption()).addOption(jsonOption());
}

function parametersOption(): Option {
  return new Option('--param <name=value>', 'value of a declared parameter; repeatable')
    .argParser(collectParameter)
    .default({}, 'those declared');
}

/** Collects what an option was given, however often. */
export const collect = (text: string, earlier: readonly string[]): readonly string[] => [...earlier, text];

function collectParameter(text: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  const name = text.slice(0, at);
  if (Object.hasOwn(earlier, name)) throw new InvalidArgumentError(`"${name}" has a value already.`);
  return { ...earlier, [name]: text.slice(at + 1) };
}

/** A duration as in definitions, or a usage error. */
export function duration(text: string): Duration {
  const value = parseDuration(text);
  if (value !== undefined && value.ms > 0) return value;
  throw new InvalidArgumentError('It takes a duration such as 400ms, 30s or 15m.');
}

/** A whole number between `min` and `max`, or a usage error. */
export function integerBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };
}
