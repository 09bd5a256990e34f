import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aheadOfUs } from '../../runbook-runner/ports/server-clock.ts';

const sentAt = new Date('2026-01-01T00:00:00.400Z');
const date = (at: Date | number): [string, string] => ['date', new Date(at).toUTCString()];

describe('how far a server is ahead', () => {
  const skewMs = fc.integer({ min: -86_400_000, max: 86_400_000 });
  const tookMs = fc.integer({ min: 0, max: 30_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test('is never told greater than it is, and falls short by a second and the exchange at most', () => {
    fc.assert(
      fc.property(skewMs, tookMs, share, (skew, took, when) => {
        const stamped = sentAt.getTime() + took * when + skew;
        const answeredAt = new Date(sentAt.getTime() + took);
        const told = aheadOfUs([date(stamped)], sentAt, answeredAt) ?? Number.NaN;
        expect(Math.abs(told)).toBeLessThanOrEqual(Math.abs(skew));
        expect(told * skew).toBeGreaterThanOrEqual(0);
        expect(Math.abs(skew - told)).toBeLessThanOrEqual(1000 + took);
      }),
    );
  });

  test('counts the age of an answer from a cache', () => {
    const headers = [date(sentAt.getTime() - 600_000), ['age', '600'] as [string, string]];
    expect(aheadOfUs(headers, sentAt, sentAt)).toBe(0);
  });

  test.each([
    ['no Date', []],
    ['another form', [['date', '2026-01-01T00:00:00Z']]],
    ['an impossible day', [['date', 'Mon, 99 Jan 2026 00:00:00 GMT']]],
    ['two of them', [date(0), date(1)]],
  ] as [string, [string, string][]][])('is unknown with %s', (_, headers) => {
    expect(aheadOfUs(headers, sentAt, sentAt)).toBeUndefined();
  });
});
