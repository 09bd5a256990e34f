// Fills {slots} of what an answer must hold to: a value may have to be, or to differ from, one that an earlier answer had.
import type { BodyExpectation, ValueTest } from '../assertions/body-schema.ts';
import { slotsInJson } from '../assertions/slots.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillJson } from './slots.ts';

interface Expected {
  readonly body?: BodyExpectation | undefined;
}

type Promised = BodyExpectation[number];

const slotsOfPromise = (one: Promised): string[] => {
  if ('each' in one) return one.each.flatMap(slotsOfPromise);
  if ('equals' in one) return slotsInJson(one.equals);
  if ('oneOf' in one) return slotsInJson(one.oneOf);
  return 'differs' in one ? slotsInJson(one.differs) : [];
};

/** Names of the slots in the values that the answer is held to. */
export const slotsExpected = ({ body = [] }: Expected): string[] => body.flatMap(slotsOfPromise);

function filled<Test extends Promised>(test: Test, values: ParameterValues): Test {
  if ('equals' in test) return { ...test, equals: fillJson(test.equals, values) };
  if ('oneOf' in test) return { ...test, oneOf: test.oneOf.map((one) => fillJson(one, values)) };
  return 'differs' in test ? { ...test, differs: fillJson(test.differs, values) } : test;
}

export function fillExpected<Expect extends Expected>(expect: Expect, values: ParameterValues): Expect {
  if (slotsExpected(expect).length === 0) return expect;
  const body = expect.body?.map((one) =>
    'each' in one
      ? { ...one, each: one.each.map((test: ValueTest) => filled(test, values)) }
      : filled(one, values),
  );
  return { ...expect, body };
}
