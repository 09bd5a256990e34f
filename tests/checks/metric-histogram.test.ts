import { describe, expect, test } from 'vitest';
import { scraped } from './metric-support.ts';

describe('a quantile of a histogram', () => {
  const buckets = (...counts: number[]) =>
    ['0.1', '0.5', '1', '+Inf'].map((le, index) => `t_bucket{le="${le}"} ${counts[index]}\n`).join('');
  test.each([
    ['in the middle of a bucket', 0.5, buckets(10, 20, 20, 20), 0.1],
    ['interpolated', 0.75, buckets(10, 20, 20, 20), 0.3],
    ['beyond the last limit it is that limit', 0.99, buckets(1, 1, 2, 100), 1],
    ['of an empty histogram', 0.5, buckets(0, 0, 0, 0), 'NaN'],
    [
      'below zero it is the limit of the first bucket',
      0.5,
      't_bucket{le="-5"} 4\nt_bucket{le="+Inf"} 4\n',
      -5,
    ],
    ['without +Inf it cannot be told', 0.5, 't_bucket{le="1"} 3\n', null],
  ])('%s', async (_, quantile, page, expected) => {
    const { actual } = await scraped(
      { value: { metric: 't', quantile } },
      { atMost: -9, absent: 'fail' },
      page,
    );
    if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, 9);
    else expect(actual).toBe(expected);
  });
});

describe('a quantile beyond the last limit of a histogram, 1', () => {
  const page = 't_bucket{le="1"} 2\nt_bucket{le="+Inf"} 100\n';
  test.each([
    [{ atMost: 0.5 }, 'fail', 'over-target'],
    [{ atMost: 1 }, 'error', undefined],
    [{ atMost: 10 }, 'error', undefined],
    [{ atLeast: 1 }, 'pass', undefined],
    [{ atLeast: 2 }, 'error', undefined],
  ])('%j: %s', async (expected, verdict, code) => {
    const told = await scraped({ value: { metric: 't', quantile: 0.99 } }, expected, page);
    expect([told.verdict, told.code]).toEqual([verdict, code]);
    if (verdict !== 'pass') expect(told.detail).toMatch(/^The value is above 1, the last limit/);
    expect(told.outcome.metric?.text).toBe('above 1');
  });

  test('nothing is divided by it', async () => {
    const quantile = { metric: 't', quantile: 0.99 };
    const { verdict } = await scraped(
      { value: { metric: 'a' }, dividedBy: quantile },
      { atMost: 9 },
      `${page}a 1\n`,
    );
    expect(verdict).toBe('error');
  });
});
