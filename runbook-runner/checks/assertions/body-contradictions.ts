// Finds promises about a body that can never hold together, so that lint says it before a check is red for ever.
import { isDeepStrictEqual } from 'node:util';
import type { Contradiction } from './assertion.ts';
import type { BodyExpectation, ValueTest } from './body-schema.ts';
import { matches } from './pattern.ts';
import { preview, typeName } from './result.ts';
import { slotsInJson } from './slots.ts';
import { type Bounds, boundsWords, countWords } from './words.ts';

type Promised = BodyExpectation[number];
type Path = Contradiction['path'];

const KEEP = 'Keep the one that is meant.';

interface Placed {
  readonly test: ValueTest;
  readonly path: Path;
}

const isValueTest = (one: Promised): one is ValueTest => 'path' in one && !('each' in one);

/** Bounds whose least is above their most. */
function emptyBounds(one: Promised, path: Path): Contradiction[] {
  const bounds = ['size', 'range', 'count'] as const;
  return bounds.flatMap((key) => {
    const value: unknown = Reflect.get(one, key);
    if (typeof value !== 'object' || value === null) return [];
    const { min, max } = value as { min?: number; max?: number };
    if (min === undefined || max === undefined || min <= max) return [];
    return [{ path: [...path, key, 'min'], message: `The least, ${min}, is above the most, ${max}.` }];
  });
}

/** Whether a path must select nothing for the test to hold. */
const wantsNothing = (test: ValueTest): boolean =>
  ('exists' in test && !test.exists) ||
  ('count' in test && (test.count === 0 || (typeof test.count === 'object' && test.count.max === 0)));

/** Whether a path may select nothing and the test still holds. */
const allowsNothing = (test: ValueTest): boolean =>
  wantsNothing(test) || ('count' in test && typeof test.count === 'object' && (test.count.min ?? 0) <= 0);

/** Whether a value that the test names has slots: what it becomes is known only when they are filled. */
function isFilled(test: ValueTest): boolean {
  if ('equals' in test) return slotsInJson(test.equals).length > 0;
  if ('oneOf' in test) return slotsInJson(test.oneOf).length > 0;
  return 'differs' in test && slotsInJson(test.differs).length > 0;
}

/** Whether one JSON value could hold to the test. */
function allows(test: ValueTest, value: unknown): boolean {
  if (isFilled(test)) return true;
  if ('equals' in test) return isDeepStrictEqual(test.equals, value);
  if ('differs' in test) return !isDeepStrictEqual(test.differs, value);
  if ('oneOf' in test) return test.oneOf.some((one) => isDeepStrictEqual(one, value));
  if ('matches' in test) return typeof value === 'string' && matches(test.matches, value);
  if ('range' in test) {
    const { min = -Infinity, max = Infinity } = test.range;
    return typeof value === 'number' && value >= min && value <= max;
  }
  if (!('type' in test)) return true;
  const seen = typeName(value);
  return seen === test.type || (test.type === 'number' && seen === 'integer');
}

/** The values that a test leaves; undefined when it names none, or one that is filled later. */
function valuesOf(test: ValueTest): readonly unknown[] | undefined {
  if (isFilled(test)) return undefined;
  if ('equals' in test) return [test.equals];
  return 'oneOf' in test ? test.oneOf : undefined;
}

/** The JSON types that a test leaves; undefined when it leaves each. */
function typesOf(test: ValueTest): readonly string[] | undefined {
  if ('matches' in test) return ['string'];
  if ('range' in test) return ['number', 'integer'];
  if (!('type' in test)) return undefined;
  return test.type === 'number' ? ['number', 'integer'] : [test.type];
}

const areApart = (one: Bounds, other: Bounds): boolean =>
  (one.min ?? -Infinity) > (other.max ?? Infinity) || (other.min ?? -Infinity) > (one.max ?? Infinity);

const boundsOf = (count: number | Bounds): Bounds =>
  typeof count === 'number' ? { min: count, max: count } : count;

/** Why two tests that name no value leave none that holds to both. */
function apart(one: ValueTest, other: ValueTest): string | undefined {
  if ('count' in one && 'count' in other && areApart(boundsOf(one.count), boundsOf(other.count)))
    return `can never select ${countWords(one.count)} and ${countWords(other.count)}`;
  if ('range' in one && 'range' in other && areApart(one.range, other.range))
    return `can never be ${boundsWords(one.range)} and ${boundsWords(other.range)}`;
  const [types, others] = [typesOf(one), typesOf(other)];
  if (!types || !others || types.some((type) => others.includes(type))) return undefined;
  return `can never be of type ${types[0]} and ${others[0]}`;
}

/** Why two tests of one path can never both hold; undefined when they can. */
function clash(one: ValueTest, other: ValueTest): string | undefined {
  const [nothing, something] = wantsNothing(one) ? [one, other] : [other, one];
  if (wantsNothing(nothing) && !allowsNothing(something)) return 'must both be absent and hold a value';
  for (const [named, test] of [
    [one, other],
    [other, one],
  ] as const) {
    const values = valuesOf(named);
    if (values && !values.some((value) => allows(test, value))) {
      return `can never be ${values.map(preview).join(' or ')} and hold to both`;
    }
  }
  return apart(one, other);
}

function clashes(tests: readonly Placed[]): Contradiction[] {
  return tests.flatMap(({ test, path }, index) => {
    const why = tests
      .slice(0, index)
      .filter((earlier) => earlier.test.path === test.path)
      .map((earlier) => clash(earlier.test, test))
      .find((found) => found !== undefined);
    return why === undefined ? [] : [{ path, message: `${test.path} ${why}.`, hint: KEEP }];
  });
}

/** Texts that the body must hold, and of which another promise forbids a part. */
function textClashes(expected: BodyExpectation): Contradiction[] {
  const texts = expected.flatMap((one, index) => ('text' in one ? [{ text: one.text, index }] : []));
  const wanted = texts.flatMap(({ text, index }) =>
    'contains' in text ? [{ text: text.contains, index }] : [],
  );
  const banned = texts.flatMap(({ text, index }) => ('lacks' in text ? [{ text: text.lacks, index }] : []));
  return wanted.flatMap((one) =>
    banned
      .filter((other) => one.text.includes(other.text))
      .map((other) => ({
        path: [Math.max(one.index, other.index)],
        message: `The body can never contain ${preview(one.text)} and lack ${preview(other.text)}.`,
        hint: KEEP,
      })),
  );
}

/** Promises that no body can keep, each at the later of two that clash. */
export function bodyContradictions(expected: BodyExpectation): Contradiction[] {
  const tests = expected.flatMap((test, index) => (isValueTest(test) ? [{ test, path: [index] }] : []));
  const inner = expected.flatMap((one, index) => {
    if (!('each' in one)) return [];
    const placed = one.each.map((test, at) => ({ test, path: [index, 'each', at] }));
    return [...placed.flatMap(({ test, path }) => emptyBounds(test, path)), ...clashes(placed)];
  });
  const bounds = expected.flatMap((one, index) => emptyBounds(one, [index]));
  return [...bounds, ...clashes(tests), ...textClashes(expected), ...inner];
}
