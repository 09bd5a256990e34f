// Three projects, one after the other. Most tests mostly wait for processes, so two files share even a small machine;
// those that hold the program, or what a check says of a healthy upstream, to a clock run alone there; then a browser.
// A worker of the first takes file after file, and loads the program once: a test puts back what it changes of its process.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const BROWSER = 'tests/browser/**/*.test.ts';
const TIMED = [
  'tests/{adapters,content,core,sandbox,threats}/**/*.test.ts',
  'tests/checks/{bad-input,dns-bad-input,http-latency,http-step-latency,tcp,webhook}.test.ts',
  'tests/cli/{baseline,broken-runbook,check,inbound-check,mocked,proof,serve}.test.ts',
];
/** A neighbour on the machine can spoil a clock, in a browser too: what fails twice is a fault. */
const SECOND_ROUND = 1;
const spare = availableParallelism() - 1;

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [BROWSER, ...TIMED],
          maxWorkers: Math.max(2, spare),
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          maxWorkers: Math.max(1, spare),
          testTimeout: 20_000,
          hookTimeout: 60_000,
          retry: SECOND_ROUND,
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
          retry: SECOND_ROUND,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
