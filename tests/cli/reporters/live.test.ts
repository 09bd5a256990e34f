import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Setting } from '../../../runbook-runner/cli/reporters/reporter.ts';
import { terminalReporter } from '../../../runbook-runner/cli/reporters/terminal.ts';
import { createTerminal } from '../../../runbook-runner/cli/terminal.ts';
import { NOTHING, plus } from '../../../runbook-runner/cli/verdicts.ts';
import { RESULTS, streams } from './setting.ts';

const [template] = RESULTS;
if (!template) throw new Error('there are results');
const results = Array.from({ length: 30 }, (_, index) => ({
  ...template,
  check: `check-${index}`,
  integration: index % 2 ? 'ledger' : 'lumenpay',
  status: index === 7 ? ('fail' as const) : ('pass' as const),
}));

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function onTerminal() {
  const screen = streams(true);
  const terminal = createTerminal(screen);
  const reporter = terminalReporter({
    checks: results.map(({ check }) => check),
    single: false,
    playbook: {
      checks: new Map(results.map(({ check, integration }) => [check, { integration }])),
    } as unknown as Setting['playbook'],
    terminal,
    place: async () => ({ file: '', line: 1, column: 1 }),
    pages: async () => ({ address: (path) => path, remedies: () => [] }),
    write: terminal.out,
  });
  return { screen, reporter };
}

test('a table counts what waits and runs; at the end only what is not green stands', async () => {
  vi.useFakeTimers();
  try {
    const { screen, reporter } = onTerminal();
    for (const { check } of results.slice(0, 4)) reporter.started?.(check);
    vi.advanceTimersByTime(50);
    expect(screen.text()).toContain('lumenpay     0      0     0        2       13');
    expect(screen.text()).toContain('now  check-0, check-1, check-2, check-3');
    for (const result of results) {
      reporter.ended?.(result);
      reporter.told(result);
    }
    vi.advanceTimersByTime(50);
    expect(screen.text()).toContain('ledger       1      0    14        0        0');
    await reporter.finish(results.reduce(plus, NOTHING), false);
  } finally {
    vi.useRealTimers();
  }
});

test('what is left on the screen is the failure and the count', async () => {
  const { screen, reporter } = onTerminal();
  for (const result of results) reporter.told(result);
  await reporter.finish(results.reduce(plus, NOTHING), false);
  await new Promise((resolve) => setImmediate(resolve));
  const left = screen.text().split('\u001b[J').at(-1);
  expect(left).toBe(
    '\nFAIL   check-7  Charges match the agreed contract  12 ms\n\n30 checks: 29 pass, 1 fail\n',
  );
});

test('a terminal that says it is dumb gets lines, and no cursor is moved', async () => {
  vi.stubEnv('TERM', 'dumb');
  const { screen, reporter } = onTerminal();
  for (const { check } of results) reporter.started?.(check);
  for (const result of results) reporter.told(result);
  await reporter.finish(results.reduce(plus, NOTHING), false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(screen.text()).not.toContain('\u001b[');
  expect(screen.text()).toContain('FAIL   check-7');
});
