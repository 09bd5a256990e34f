import { expect, test } from 'vitest';
import { Pacer } from '../../../runbook-runner/sandbox/order-sync/pacer.ts';

/** What leaves in a minute under a throttle, of labels that look four times a second and of pages that look often. */
function aMinute(requestsPerSecond: number, labelsWanted: (ms: number) => number) {
  const pacer = new Pacer();
  pacer.setRate(requestsPerSecond);
  const left = { labels: 0, pages: 0 };
  for (let ms = 1; ms <= 60_000; ms += 1) {
    if (ms % 250 === 0) left.labels += pacer.take(labelsWanted(ms), ms);
    if (ms % 50 === 0) left.pages += pacer.take(1, ms, 'tracking');
  }
  return left;
}

test.each([1, 2, 3, 5, 10])('at %i requests a second neither labels nor pages starve', (rate) => {
  const { labels, pages } = aMinute(rate, () => 10);
  expect(labels * 2 + pages).toBeLessThanOrEqual(rate * 60 + 2);
  expect(labels).toBeGreaterThan(rate * 10);
  expect(pages).toBeGreaterThan(rate * 8);
});

test('what is turned away and does not come again holds up nobody for long', () => {
  const { pages } = aMinute(2, (ms) => (ms < 1_000 ? 10 : 0));
  expect(pages).toBeGreaterThan(110);
});
