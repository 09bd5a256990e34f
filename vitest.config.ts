// Three projects, one after the other. Most tests of the program mostly wait for processes, so two files share the
// machine even where it is small; those that hold it to times of a clock run alone there; then the site in a browser.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const BROWSER = 'tests/browser/**/*.test.ts';
const TIMED = ['adapters', 'core', 'sandbox', 'threats'].map((room) => `tests/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [BROWSER, ...TIMED],
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 40_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          maxWorkers: Math.max(1, availableParallelism() - 1),
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER],
          globalSetup: ['tests/browser/support/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
