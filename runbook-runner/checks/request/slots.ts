// Fills `{name}` slots of a declared request with parameter values, each encoded for the place where it stands.
import { PlaybookError } from '../../errors/index.ts';
import { SLOT, slotsIn } from '../assertions/slots.ts';
import type { ParameterValue, ParameterValues } from '../parameters.ts';

function valueFor(name: string, values: ParameterValues): ParameterValue {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return value;
  throw new PlaybookError(
    'invalid_parameter',
    `The request has the slot {${name}}, and no parameter of this name.`,
  );
}

/** Fills a path: each value is one percent-encoded piece and can never add a segment. */
export function fillPath(template: string, values: ParameterValues): string {
  return template.replace(SLOT, (_, name: string) => encodeURIComponent(String(valueFor(name, values))));
}

export function fillText(template: string, values: ParameterValues): string {
  return template.replace(SLOT, (_, name: string) => String(valueFor(name, values)));
}

/** Fills JSON: a string that is one slot and nothing else becomes the value with its type. */
export function fillJson(template: unknown, values: ParameterValues): unknown {
  if (typeof template === 'string') {
    const [only] = slotsIn(template);
    return only !== undefined && template === `{${only}}`
      ? valueFor(only, values)
      : fillText(template, values);
  }
  if (Array.isArray(template)) return template.map((item) => fillJson(item, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillJson(value, values)]));
}
