import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../runbook-runner/ports/duration.ts';
import { DurationText, TimeLimit } from '../../runbook-runner/ports/duration-text.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]));

test('a number with a unit is that many milliseconds, and keeps its text', () => {
  fc.assert(
    fc.property(fc.nat(100_000), unit, (number, name) => {
      expect(parseDuration(`${number}${name}`)).toEqual({
        text: `${number}${name}`,
        ms: number * UNITS[name],
      });
    }),
  );
});

test('days and weeks of ISO 8601 are days', () => {
  fc.assert(
    fc.property(fc.nat(5000), (number) => {
      expect(parseDuration(`P${number}D`)?.ms).toBe(number * UNITS.d);
      expect(parseDuration(`P${number}W`)?.ms).toBe(number * 7 * UNITS.d);
    }),
  );
});

test('no other text is a duration, and none throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/^\d+(\.\d+)?(ms|s|m|h|d)$|^P\d+[DW]$/.test(text));
      expect(parseDuration(text)).toBeUndefined();
      expect(DurationText.safeParse(text).success).toBe(false);
    }),
  );
});

test.each(['', '15', '15 m', '-1s', '1e3ms', '.5s', '1h30m', 'PT5M', 'P1D2W', '15M', ' 15m', '15m\n'])(
  '%j is none',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  ['1ms', true],
  ['24h', true],
  ['0s', false],
  ['25h', false],
  ['30d', false],
  ['99999999999999999999h', false],
])('a time limit of %s: %s', (text, taken) => {
  expect(TimeLimit.safeParse(text).success).toBe(taken);
});

test.each([
  ['P36525D', true],
  ['P36526D', false],
  ['999999999d', false],
])('a duration of %s leads to a date: %s', (text, taken) => {
  expect(DurationText.safeParse(text).success).toBe(taken);
});

test('a number without a unit is told the forms', () => {
  const { error } = DurationText.safeParse(14);
  expect(error?.issues[0]?.message).toBe(
    '14 has no unit: a duration is written as 400ms, 30s, 15m, 4h or 14d',
  );
  expect(DurationText.safeParse(undefined).error?.issues[0]?.message).toMatch(/received undefined/);
});
