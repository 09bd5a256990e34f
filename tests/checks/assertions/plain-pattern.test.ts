import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { plainExpression } from '../../../runbook-runner/checks/assertions/plain-pattern.ts';

const re2 = (source: string) => RE2JS.compile(RE2JS.translateRegExp(source));

test.each([
  '^ch_[a-z0-9]{8,}$',
  '^application/json',
  '^[A-Z]{2,8}-[0-9]{4}$',
  '^PC\\d{9,12}$',
  '^[A-Za-z0-9-]{1,40}$',
  'a\\.b',
  '',
])('%s is plain', (source) => {
  expect(plainExpression(source)).toBeInstanceOf(RegExp);
});

describe('left to RE2', () => {
  test.each([
    ['a start that is tried at every place', 'a+b'],
    ['two open counts', '^a+b+$'],
    ['a group', '^(a|b)$'],
    ['an alternative', 'a|b'],
    ['any character', '^a.b$'],
    ['a negated class', '^[^a]$'],
    ['a named class of RE2', '^[[:alpha:]]$'],
    ['a class that reaches from a class', '^[\\d-z]$'],
    ['a reversed range', '^[z-a]$'],
    ['a lazy count', '^a+?$'],
    ['a count that is reversed', '^a{3,2}$'],
    ['a count that begins with a zero', 'a{00}'],
    ['an open count that begins with a zero', '^a{01,}$'],
    ['an open count that ends at a zero', '^a{0,01}$'],
    ['characters beyond ASCII', '^é$'],
    ['white space, which is wider in JavaScript', '^\\s$'],
    ['a back-reference', '^\\1$'],
    ['an anchor within', 'a^b'],
  ])('%s', (_, source) => {
    expect(plainExpression(source)).toBeUndefined();
  });
});

const atom = fc.constantFrom(
  'a',
  'b',
  '-',
  '/',
  '\\.',
  '\\-',
  '\\d',
  '\\w',
  '[ab]',
  '[a-c_]',
  '[\\d.]',
  '[-b]',
  '[b-]',
);
const fixed = fc.tuple(atom, fc.constantFrom('', '', '{2}')).map((parts) => parts.join(''));
const open = fc.tuple(atom, fc.constantFrom('+', '*', '?', '{1,}', '{0,2}')).map((parts) => parts.join(''));
const run = fc.array(fixed, { maxLength: 3 }).map((parts) => parts.join(''));
const end = fc.constantFrom('', '$');
const source = fc.oneof(
  fc.tuple(fc.constantFrom('', '^'), run, end).map((parts) => parts.join('')),
  fc.tuple(run, open, run, end).map((parts) => `^${parts.join('')}`),
);
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', '-', '.', '/', '_', '\n', '\u2028', 'é', '😀'),
});

test('a plain expression says what RE2 says', () => {
  fc.assert(
    fc.property(source, text, (expression, value) => {
      expect(plainExpression(expression)?.test(value)).toBe(re2(expression).test(value));
    }),
    { numRuns: 2_000 },
  );
});

test('what is taken as plain is an expression of RE2', () => {
  const sign = fc.constantFrom(...'ab0-^$\\.[]{}(),+*?|dw1 "');
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 8 }), text, (expression, value) => {
      const plain = plainExpression(expression);
      if (plain) expect(plain.test(value)).toBe(re2(expression).test(value));
    }),
    { numRuns: 20_000 },
  );
});

test('a long text is matched in linear time', () => {
  const long = 'a'.repeat(200_000);
  const began = performance.now();
  expect(plainExpression('^a{1,}b$')?.test(long)).toBe(false);
  expect(plainExpression('aaaaaaaab')?.test(long)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
});
