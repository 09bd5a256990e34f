// Four projects, one after the other. Most tests compute little and mostly wait, so several files share even a small
// machine; those that hold something to a clock run alone, each in a process of its own; then browsers. A worker of the
// first two takes file after file, and loads the program once: a test puts back what it changes of its process.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const BROWSER = 'tests/browser/**/*.test.ts';
/** They hold the program, or what checks say of a healthy upstream, to milliseconds or to a share of the machine. */
const TIMED = [
  'tests/adapters/{destination,node-process,sqlite-store,tls-failures,undici-http,undici-http-bad-input}.test.ts',
  'tests/checks/{dns,http,http-latency,http-sequence,http-step-latency,tcp,tls,webhook}.test.ts',
  'tests/cli/check-all.test.ts',
  'tests/core/{check,many,drill/break-sandbox,drill/safety}.test.ts',
  'tests/playbook/recorded.test.ts',
  'tests/sandbox/{conservation,faults,figures,order-sync,process,state-file}.test.ts',
  'tests/sandbox/faults/{kinds,overlap}.test.ts',
  'tests/threats/{hostile-files,hostile-upstream,overload,slow-clients}.test.ts',
];
/** They wait for a world that goes its own pace, as drills and processes do, or must be through within seconds. */
const PACED = [
  'tests/{adapters,content,core,sandbox,threats}/**/*.test.ts',
  'tests/checks/{bad-input,command,dns-bad-input,drift,vendor-status}.test.ts',
  'tests/checks/assertions/{assertions,contract,contract-branches,exposition,json-keys,plain-pattern}.test.ts',
  'tests/cli/{baseline,broken-runbook,check,check-many,har,inbound-check,mocked,mocked-drill}.test.ts',
  'tests/cli/{proof,quota-short,replay,run,serve}.test.ts',
  'tests/http/{late-bytes,site,gates/body}.test.ts',
  'tests/playbook/diagnostics.test.ts',
];
/** A neighbour on the machine can spoil a clock, in a browser too: what fails twice is a fault. */
const SECOND_ROUND = 1;
const cores = availableParallelism();

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [BROWSER, ...TIMED, ...PACED],
          maxWorkers: Math.max(2, cores - 1),
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'paced',
          include: PACED,
          exclude: TIMED,
          maxWorkers: cores + 1,
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          retry: SECOND_ROUND,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          maxWorkers: Math.max(1, cores - 1),
          testTimeout: 20_000,
          hookTimeout: 60_000,
          retry: SECOND_ROUND,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER],
          globalSetup: ['tests/browser/support/global-setup.ts'],
          maxWorkers: Math.min(2, cores),
          testTimeout: 90_000,
          retry: SECOND_ROUND,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
