// Finds promises about a body that can never hold together, so that lint says it before a check is red for ever.
import { isDeepStrictEqual } from 'node:util';
import type { Contradiction } from './assertion.ts';
import type { BodyExpectation, ValueTest } from './body-schema.ts';
import { matches } from './pattern.ts';
import { preview, typeName } from './result.ts';

type Promised = BodyExpectation[number];
type Path = Contradiction['path'];

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

/** Whether one JSON value could hold to the test. */
function allows(test: ValueTest, value: unknown): boolean {
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

/** The values that a test leaves; undefined when it names none. */
function valuesOf(test: ValueTest): readonly unknown[] | undefined {
  if ('equals' in test) return [test.equals];
  return 'oneOf' in test ? test.oneOf : undefined;
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
  return undefined;
}

function clashes(tests: readonly Placed[]): Contradiction[] {
  return tests.flatMap(({ test, path }, index) => {
    const why = tests
      .slice(0, index)
      .filter((earlier) => earlier.test.path === test.path)
      .map((earlier) => clash(earlier.test, test))
      .find((found) => found !== undefined);
    const hint = 'Keep the one that is meant.';
    return why === undefined ? [] : [{ path, message: `${test.path} ${why}.`, hint }];
  });
}

/** Promises that no body can keep, each at the later of two that clash. */
export function bodyContradictions(expected: BodyExpectation): Contradiction[] {
  const tests = expected.flatMap((test, index) => (isValueTest(test) ? [{ test, path: [index] }] : []));
  const inner = expected.flatMap((one, index) => {
    if (!('each' in one)) return [];
    const placed = one.each.map((test, at) => ({ test, path: [index, 'each', at] }));
    return [...placed.flatMap(({ test, path }) => emptyBounds(test, path)), ...clashes(placed)];
  });
  return [...expected.flatMap((one, index) => emptyBounds(one, [index])), ...clashes(tests), ...inner];
}
