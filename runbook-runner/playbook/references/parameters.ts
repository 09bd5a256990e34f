// Typed slots: their patterns compile, their defaults fit, and every slot of a request is declared.
import { RE2JS } from 're2js';
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { Parameter } from '../schema/primitives.ts';

const SLOT = /\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}/g;

/** Slots in the texts under a request, each with the path of its text. */
function slotsIn(value: unknown, path: Path): { readonly slot: string; readonly path: Path }[] {
  if (typeof value === 'string')
    return [...value.matchAll(SLOT)].map((match) => ({ slot: match[1] ?? '', path }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => slotsIn(inner, [...path, key]));
}

/** Requests stand in `request`, of the definition itself or of an action's operations. */
function requestsIn(value: unknown): { readonly request: unknown; readonly path: Path }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'request') return [{ request: inner, path: ['request'] }];
    if (key !== 'do' && key !== 'undo') return [];
    return requestsIn(inner).map(({ request, path }) => ({ request, path: [key, ...path] }));
  });
}

function checkSlots(yaml: YamlValue, declared: Readonly<Record<string, Parameter>>, report: Report): void {
  for (const { request, path } of requestsIn(yaml.value)) {
    for (const { slot, path: place } of slotsIn(request, path)) {
      if (Object.hasOwn(declared, slot)) continue;
      const message = `The slot {${slot}} has no parameter.`;
      report.add('undeclared-parameter', yaml.at(place), message, suggest(slot, Object.keys(declared)));
    }
  }
}

/** A compiled pattern, or why it isn't one. */
function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why the default is none of the parameter's own values; undefined when it is one or there is none. */
function misfit(parameter: Parameter): string | undefined {
  if (parameter.default === undefined) return undefined;
  if (parameter.type === 'integer') {
    const { min, max, default: value } = parameter;
    return value < min || value > max ? `${value} is not between ${min} and ${max}` : undefined;
  }
  if (parameter.type === 'enum') {
    const { values, default: value } = parameter;
    return values.includes(value) ? undefined : `"${value}" is not one of ${values.join(', ')}`;
  }
  const pattern = compile(parameter.pattern);
  if (typeof pattern === 'string' || pattern.matcher(parameter.default).matches()) return undefined;
  return `"${parameter.default}" does not match ${parameter.pattern}`;
}

function checkDeclared(yaml: YamlValue, declared: Readonly<Record<string, Parameter>>, report: Report): void {
  for (const [name, parameter] of Object.entries(declared)) {
    const path = ['parameters', name];
    const pattern = parameter.type === 'string' ? compile(parameter.pattern) : undefined;
    if (typeof pattern === 'string') {
      const hint = 'Patterns are RE2: no look-around and no back-references.';
      report.add(
        'invalid-pattern',
        yaml.at([...path, 'pattern']),
        `The pattern cannot be compiled: ${pattern}.`,
        hint,
      );
    }
    const reason = misfit(parameter);
    if (reason)
      report.add(
        'invalid-default',
        yaml.at([...path, 'default']),
        `The default of "${name}" does not fit: ${reason}.`,
      );
  }
}

export function checkParameters(draft: Draft, report: Report): void {
  for (const { yaml, value } of [...draft.checks.values(), ...draft.actions.values()]) {
    if (!yaml || !value) continue;
    checkSlots(yaml, value.base.parameters, report);
    checkDeclared(yaml, value.base.parameters, report);
  }
}
