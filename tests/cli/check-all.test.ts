// Every check against a healthy sandbox: what they promise of its latency holds them to a clock.
import { expect, test } from 'vitest';
import { CheckResult } from '../../runbook-runner/ports/result.ts';
import { besideSandbox } from './sandbox.ts';

const ESCAPE = '\u001b';
const { run } = besideSandbox();

// A neighbor on the machine may spoil a round of fifty checks with their latencies; what is wrong would spoil each.
const ROUNDS = { retry: 3 };

test('check --all is green: exit 0, a line a check, no color when piped', ROUNDS, async () => {
  const { code, stdout, stderr } = await run('check', '--all');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^\d+ checks: \d+ pass$/);
  expect(lines.filter((line) => /^PASS {3}[a-z-]+ +.+ {2}\d+ ms(, reused)?$/.test(line)).length).toBe(
    lines.length - 2,
  );
  expect(stdout + stderr).not.toContain(ESCAPE);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('check --all --json prints results and summary', ROUNDS, async () => {
  const { code, stdout } = await run('check', '--all', '--json');
  const { results, summary } = JSON.parse(stdout);
  expect(results.map((one: unknown) => CheckResult.parse(one).status)).toEqual(results.map(() => 'pass'));
  expect(summary).toEqual({ total: results.length, pass: results.length, fail: 0, error: 0, skipped: 0 });
  expect(code).toBe(0);
});
