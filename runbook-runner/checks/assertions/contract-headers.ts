// Finds what the header fields of an answer differ in from those that its contract declares (OpenAPI 3.1 §4.8.21).
import type { Place } from '../../ports/json-reference.ts';
import { follow, type Source } from './contract-source.ts';
import { type Difference, differences } from './differences.ts';
import { type Fields, headerValue } from './headers.ts';
import { own } from './json-tree.ts';
import { uncertainNumber } from './large-numbers.ts';
import { validate } from './schema-validator.ts';

export interface DeclaredHeader {
  /** In lower case. */
  readonly name: string;
  readonly required: boolean;
  /** Of its value; undefined where none is declared. */
  readonly schema: Place | undefined;
}

const JSON_SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

const scalarOf = (text: string): unknown => (JSON_SCALAR.test(text) ? JSON.parse(text) : text);

/** What a field can mean in the style `simple`, which tells no type: a scalar, a text, or a list of either. */
function readings(text: string): unknown[] {
  const list = text.split(',').map((one) => one.trim());
  return [scalarOf(text), text, list.map(scalarOf), list];
}

/** An object in a field is written in one of several ways, which are not read. */
const isHeld = (source: Source, place: Place): boolean =>
  own(follow(source, place).value, 'type') !== 'object';

interface Held {
  readonly found: readonly Difference[];
  readonly isUncertain: boolean;
}

/** Of the readings, the differences of the one that fits best. */
async function held(source: Source, place: Place, text: string): Promise<Held> {
  const all: Difference[][] = [];
  for (const value of readings(text)) {
    const { errors, uncertain } = await validate(source, place, value);
    if (errors.length === 0) {
      return { found: [], isUncertain: (uncertain ?? uncertainNumber(source, value)) !== undefined };
    }
    all.push(differences(errors, value));
  }
  const found = all.find((one) => !isAnother(one)) ?? all[0] ?? [];
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
  for (const { name: where, required, schema } of declared) {
    const text = headerValue(fields, where);
    if (text === undefined && required) {
      const detail = `The header field ${where} is missing.`;
      found.push({ where, code: 'missing', expected: 'present', actual: 'absent', detail });
    }
    if (text === undefined || !schema || !isHeld(source, schema)) continue;
    const {
      found: [first],
      isUncertain,
    } = await held(source, schema, text);
    if (first) found.push({ ...first, where, detail: `In the header field ${where}, ${first.detail}` });
    if (isUncertain) uncertain ??= where;
  }
  return { found, uncertain };
}
