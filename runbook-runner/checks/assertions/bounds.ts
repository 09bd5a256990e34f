// The keywords of a bound. Beyond 2^53 a number that is one with its bound may be its neighbour, on either side. Pure.
import type { FuncKeywordDefinition } from 'ajv';
import { isLarge } from './multiple-of.ts';

const BOUNDS = {
  maximum: { sign: '<=', fits: (value: number, bound: number) => value <= bound },
  minimum: { sign: '>=', fits: (value: number, bound: number) => value >= bound },
  exclusiveMaximum: { sign: '<', fits: (value: number, bound: number) => value < bound },
  exclusiveMinimum: { sign: '>', fits: (value: number, bound: number) => value > bound },
};

/** `doubt` is told where a number stands that may fit or not. */
export const boundKeywords = (
  doubt: (instancePath: string) => void,
): (FuncKeywordDefinition & { readonly keyword: string })[] =>
  Object.entries(BOUNDS).map(([keyword, { sign, fits }]) => ({
    ...{ keyword, type: 'number', schemaType: 'number' },
    error: { message: ({ schema }) => `must be ${sign} ${schema}` },
    validate(bound: number, value: number, _schema: unknown, at?: { instancePath: string }) {
      if (value !== bound || !isLarge(bound)) return fits(value, bound);
      doubt(at?.instancePath ?? '');
      return true;
    },
  }));
