import { afterEach, expect, test, vi } from 'vitest';
import { clock } from '../../src/components/lib/dom.ts';

afterEach(() => {
  vi.useRealTimers();
});

const at = (hour: number, day = 28): string => new Date(2026, 10, day, hour, 5, 9).toISOString();

test.each([
  ['today', at(3), /^03:05:09$/],
  ['tomorrow, as of a change that ends after midnight', at(1, 29), /29.*01:05:09$/],
  ['yesterday, as of a run that began before midnight', at(23, 27), /27.*23:05:09$/],
])('%s: a time of another day says its date', (_, iso, shown) => {
  vi.useFakeTimers({ now: new Date(2026, 10, 28, 22) });
  expect(clock(iso)).toMatch(shown);
});
