// What content can promise about a response body: values at RFC 9535 paths, its text, its size.
import { z } from 'zod';
import { JsonPathText } from './json-path-text.ts';
import { PatternText } from './pattern-text.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'] as const;
const AtPath = { path: JsonPathText };
const Bounds = z.strictObject({
  min: z.number().optional().describe('Least.'),
  max: z.number().optional().describe('Most.'),
});

const isExact = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
};

/** A greater whole number is read as its neighbour, here and in an answer: they would be equal though they are not. */
const inexact = (word: string) => ({
  path: [word],
  error: `a whole number beyond ${Number.MAX_SAFE_INTEGER} cannot be told from its neighbours: hold the body to it with { text: { matches } }`,
});

const FILLED =
  'In answers to requests, {slots} in it are filled by parameters and by what earlier steps captured.';

const ValueTests = [
  z
    .strictObject({
      ...AtPath,
      equals: z.json().describe(`The JSON value that every selected value must be. ${FILLED}`),
    })
    .refine(({ equals }) => isExact(equals), inexact('equals')),
  z
    .strictObject({
      ...AtPath,
      differs: z.json().describe(`The JSON value that no selected value may be. ${FILLED}`),
    })
    .refine(({ differs }) => isExact(differs), inexact('differs')),
  z
    .strictObject({
      ...AtPath,
      oneOf: z
        .array(z.json())
        .min(1)
        .describe(`JSON values of which every selected value must be one. ${FILLED}`),
    })
    .refine(({ oneOf }) => isExact(oneOf), inexact('oneOf')),
  z.strictObject({ ...AtPath, matches: PatternText }),
  z.strictObject({
    ...AtPath,
    type: z.enum(TYPES).describe('JSON type of every selected value; an integer is a number too.'),
  }),
  z.strictObject({ ...AtPath, range: Bounds.describe('Bounds of every selected number.') }),
  z.strictObject({
    ...AtPath,
    count: z
      .union([z.int().min(0), Bounds])
      .describe('How many values the path must select: a number, or bounds.'),
  }),
  z.strictObject({ ...AtPath, exists: z.boolean().describe('Whether the path must select a value.') }),
] as const;

export const ValueTest = z.union(ValueTests);
export type ValueTest = z.output<typeof ValueTest>;

const EachTest = z.strictObject({
  ...AtPath,
  each: z
    .array(ValueTest)
    .min(1)
    .describe('Promises about every selected value; there `$` is that value. Selecting nothing breaks them.'),
});
export type EachTest = z.output<typeof EachTest>;

const TextTest = z.strictObject({
  text: z
    .union([
      z.strictObject({ contains: z.string().min(1).describe('Text that must be somewhere in the body.') }),
      z.strictObject({ lacks: z.string().min(1).describe('Text that must be nowhere in the body.') }),
      z.strictObject({ matches: PatternText }),
    ])
    .describe('What the body must hold as text, in the encoding that its content type names.'),
});
export type TextTest = z.output<typeof TextTest>['text'];

const SizeTest = z.strictObject({
  size: z
    .strictObject({
      min: z.int().min(0).default(0).describe('Fewest bytes, decompressed.'),
      max: z.int().min(0).default(1_048_576).describe('Most bytes, decompressed.'),
    })
    .describe('Bounds of the decompressed size.'),
});
export type SizeTest = z.output<typeof SizeTest>['size'];

export const BodyExpectation = z
  .array(z.union([...ValueTests, EachTest, TextTest, SizeTest]))
  .min(1)
  .describe(
    'Promises about the body: { path, equals | differs | oneOf | matches | type | range | count | exists | each }, { text }, or { size }.',
  );
export type BodyExpectation = z.output<typeof BodyExpectation>;
