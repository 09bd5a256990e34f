import { expect, test } from 'vitest';
import { nearest, suggest } from '../../runbook-runner/errors/index.ts';

const CHECKS = ['lumenpay-latency', 'lumenpay-availability', 'order-sync-version'];

test.each([
  ['lumenpay-latncy', 'lumenpay-latency'],
  ['lumenpay_latency', 'lumenpay-latency'],
  ['version', 'order-sync-version'],
  ['zzz', undefined],
])('%s → %s', (name, meant) => {
  expect(nearest(name, CHECKS)).toBe(meant);
});

test('a hint names the nearest, or what there is, or that there is nothing', () => {
  expect(suggest('lumenpay-latncy', CHECKS)).toBe('Did you mean "lumenpay-latency"?');
  expect(suggest('zzz', CHECKS)).toBe('Known: lumenpay-availability, lumenpay-latency, order-sync-version.');
  expect(suggest('zz', ['', ...CHECKS])).toMatch(/^Known: lumenpay-availability/);
  expect(suggest('zzz', [])).toBe('None is declared yet.');
  expect(
    suggest(
      'zz',
      'abcdefghij'.split('').map((one) => one.repeat(9)),
    ),
  ).toContain('and 2 more.');
});
