// Finds what the header fields of an answer differ in from those that its contract declares (OpenAPI 3.1 §4.8.21).
import type { Place } from '../../ports/json-reference.ts';
import type { Source } from './contract-source.ts';
import { type Difference, differences } from './differences.ts';
import { jsonIn, objectIn, readings, withTexts } from './header-readings.ts';
import { type Fields, headerValue, headerValues, SINGLE } from './headers.ts';
import { uncertainNumber } from './large-numbers.ts';
import { validate } from './schema-validator.ts';

export interface DeclaredHeader {
  /** In lower case. */
  readonly name: string;
  readonly required: boolean;
  /** Whether an object is written as `a=1,b=2`, and not as `a,1,b,2`. */
  readonly explode: boolean;
  /** Whether it is declared by `content`, as JSON. */
  readonly isJson: boolean;
  /** Of its value; undefined where none is declared. */
  readonly schema: Place | undefined;
}

interface Held {
  readonly found: readonly Difference[];
  readonly isUncertain: boolean;
}

/** Of what a field can mean, the differences of what fits best. */
async function held(source: Source, place: Place, text: string, declared: DeclaredHeader): Promise<Held> {
  const all: Difference[][] = [];
  const members = declared.isJson ? undefined : objectIn(text, declared.explode);
  const waiting = declared.isJson ? [jsonIn(text)] : readings(text, members);
  while (waiting.length > 0) {
    const value = waiting.shift();
    const { errors, uncertain } = await validate(source, place, value);
    if (errors.length === 0) {
      return { found: [], isUncertain: (uncertain ?? uncertainNumber(source, value)) !== undefined };
    }
    all.push(differences(errors, value));
    // The object comes last.
    if (members && waiting.length === 0) waiting.push(...withTexts(value, members, errors));
  }
  const alike = all.filter((one) => !isAnother(one)).sort((a, b) => a.length - b.length);
  const found = alike[0] ?? all[0] ?? [];
  return { found, isUncertain: false };
}

/** Whether it is of another type altogether. */
const isAnother = (found: readonly Difference[]): boolean =>
  found.some(({ code, where }) => code === 'type-changed' && where === '$');

export interface HeaderDifferences {
  readonly found: readonly Difference[];
  /** The field with a number that nobody can tell from one that is not allowed. */
  readonly uncertain: string | undefined;
}

/** Throws when a schema cannot be compiled. */
export async function headerDifferences(
  source: Source,
  declared: readonly DeclaredHeader[],
  fields: Fields,
): Promise<HeaderDifferences> {
  const found: Difference[] = [];
  let uncertain: string | undefined;
  for (const one of declared) {
    const { name: where, required, schema } = one;
    const text = headerValue(fields, where);
    if (text === undefined && required) {
      const detail = `The header field ${where} is missing.`;
      found.push({ where, code: 'missing', expected: 'present', actual: 'absent', detail });
    }
    const { length } = headerValues(fields, where);
    if (length > 1 && SINGLE.has(where)) {
      const detail = `The header field ${where} is sent ${length} times, and may be sent once.`;
      found.push({ where, code: 'constraint', expected: 'once', actual: length, detail });
      continue;
    }
    if (text === undefined || !schema) continue;
    const { found: inside, isUncertain } = await held(source, schema, text, one);
    for (const difference of inside) {
      const detail = `In the header field ${where}, ${difference.detail}`;
      found.push({ ...difference, where, detail });
    }
    if (isUncertain) uncertain ??= where;
  }
  return { found, uncertain };
}
