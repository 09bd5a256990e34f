// Typed slots: their patterns compile, their defaults fit, and every slot of a request is declared.
import { RE2JS } from 're2js';
import { PlaybookError, suggest } from '../../errors/index.ts';
import { danger } from '../../ports/danger.ts';
import type { Report } from '../diagnostics.ts';
import type { ActionDraft, CheckDraft, Draft } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { Parameter } from '../schema/primitives.ts';

/** Slots that the definition fills, as its kind tells. */
function slotsOf(value: CheckDraft | ActionDraft): readonly string[] {
  const named =
    'probe' in value
      ? [value.kind.references(value.probe)]
      : [value.do, value.undo].filter((one) => one !== undefined).map((one) => value.kind.references(one));
  return named.flatMap((one) => one.parameters ?? []);
}

/** Where a slot stands first, in the order of the file. */
function pathOfSlot(value: unknown, slot: string, path: Path): Path | undefined {
  if (typeof value === 'string') return value.includes(`{${slot}}`) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = pathOfSlot(inner, slot, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function checkSlots(yaml: YamlValue, value: CheckDraft | ActionDraft, report: Report): void {
  const declared = value.base.parameters;
  for (const slot of new Set(slotsOf(value))) {
    if (Object.hasOwn(declared, slot)) continue;
    const place = yaml.at(pathOfSlot(yaml.value, slot, []) ?? []);
    const message = `The slot {${slot}} has no parameter.`;
    report.add('undeclared-parameter', place, message, suggest(slot, Object.keys(declared)));
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
  const why = danger(parameter.default);
  if (why) return `it ${why}`;
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

/** Defaults that the kind takes from nobody: a check that cannot run as it is would end every run of many. */
function checkRefused(yaml: YamlValue, { base, kind, probe }: CheckDraft, report: Report): void {
  for (const [name, parameter] of Object.entries(base.parameters)) {
    if (parameter.default === undefined || misfit(parameter)) continue;
    try {
      kind.refuse?.(probe, { [name]: parameter.default });
    } catch (error) {
      if (!(error instanceof PlaybookError)) throw error;
      report.add('invalid-default', yaml.at(['parameters', name, 'default']), error.message, error.hint);
    }
  }
}

export function checkParameters(draft: Draft, report: Report): void {
  for (const { yaml, value } of [...draft.checks.values(), ...draft.actions.values()]) {
    if (!yaml || !value) continue;
    checkSlots(yaml, value, report);
    checkDeclared(yaml, value.base.parameters, report);
    if ('probe' in value) checkRefused(yaml, value, report);
  }
}
