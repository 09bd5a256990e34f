// Typed slots: the only thing of a request that a page or the command line may choose. Core calls this first.
import { PlaybookError, suggest } from '../errors/index.ts';
import { danger } from '../ports/danger.ts';
import { matchesWhole } from './assertions/pattern.ts';

/** A declared slot, as the playbook's schema parses it. */
export type DeclaredParameter =
  | {
      readonly type: 'string';
      readonly pattern: string;
      readonly default?: string | undefined;
      readonly describe?: string | undefined;
    }
  | {
      readonly type: 'enum';
      readonly values: readonly string[];
      readonly default?: string | undefined;
      readonly describe?: string | undefined;
    }
  | {
      readonly type: 'integer';
      readonly min: number;
      readonly max: number;
      readonly default?: number | undefined;
      readonly describe?: string | undefined;
    };

export type ParameterValue = string | number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

function refuse(name: string, why: string, hint?: string): PlaybookError {
  return new PlaybookError('invalid_parameter', `The parameter "${name}" ${why}.`, { hint });
}

function ofString(name: string, pattern: string, given: ParameterValue): string {
  if (typeof given !== 'string') throw refuse(name, 'must be text');
  const why = danger(given);
  if (why) throw refuse(name, why);
  if (!matchesWhole(pattern, given)) throw refuse(name, `does not match ${pattern}`);
  return given;
}

function ofInteger(name: string, bounds: { min: number; max: number }, given: ParameterValue): number {
  const value = typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw refuse(name, 'must be a whole number');
  if (value < bounds.min || value > bounds.max) {
    throw refuse(name, `must be from ${bounds.min} to ${bounds.max}, and is ${value}`);
  }
  return value;
}

function resolveOne(name: string, declared: DeclaredParameter, given: ParameterValue): ParameterValue {
  switch (declared.type) {
    case 'string':
      return ofString(name, declared.pattern, given);
    case 'integer':
      return ofInteger(name, declared, given);
    case 'enum':
      if (typeof given === 'string' && declared.values.includes(given)) return given;
      throw refuse(
        name,
        'is not one of the declared values',
        suggest(String(given).slice(0, 40), declared.values),
      );
  }
}

/**
 * Every declared slot with its value: the given one, or its default.
 * Throws `invalid_parameter` for an unknown name, a missing value, and a value that is not of the declared form.
 */
export function resolveParameters(
  declared: Readonly<Record<string, DeclaredParameter>>,
  given: ParameterValues = {},
): ParameterValues {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      throw refuse(name.slice(0, 40), 'is not declared', suggest(name.slice(0, 40), Object.keys(declared)));
    }
  }
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (value === undefined) throw refuse(name, 'needs a value', parameter.describe);
    values[name] = resolveOne(name, parameter, value);
  }
  return values;
}
