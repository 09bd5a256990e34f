import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aRun, openAt } from '../adapters/support/runs.ts';
import { besideSandbox } from './sandbox.ts';

const { run, home } = besideSandbox();
afterEach(() => run('sandbox', 'clear'));

describe('check --deadline', () => {
  test('what has not started is skipped with the reason, and the exit code is 75', async () => {
    const { code, stdout } = await run('check', '--integration', 'lumenpay', '--deadline', '1ms');
    expect(code).toBe(75);
    expect(stdout).toMatch(/^SKIP {3}lumenpay-availability /m);
    expect(stdout).toContain('The deadline of the run, 1ms, passed before it started.');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^(\d+) checks: \1 skipped$/);
  });

  test('what runs ends there, and says in which phase', async () => {
    await run('sandbox', 'fault', 'lumenpay-silent');
    const { code, stdout } = await run('check', 'lumenpay-availability', '--deadline', '2s');
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /timeout \(in the phase first-byte\): The deadline of the run, 2s, ended the check; its own is \w+\. /,
    );
  });

  test.each(['0s', 'soon', '-1s'])('%s is no time', async (text) => {
    const { code, stderr } = await run('check', '--all', `--deadline=${text}`);
    expect(code).toBe(64);
    expect(stderr).toContain('It takes a duration such as 400ms, 30s or 15m.');
  });
});

test('more requests than a quota has left: refused with the arithmetic, and run by force', async () => {
  const store = await openAt(join(home, 'store.sqlite'));
  const observedAt = new Date().toISOString();
  const limits = [{ field: 'ratelimit', unit: 'requests', remaining: 1, resetsInMs: 3_600_000 }];
  const result = { integration: 'lumenpay', quota: { observedAt, limits } };
  await store.append(aRun({ startedAt: observedAt, result }));
  await store.close();
  const some = ['lumenpay-availability', 'lumenpay-version-lives'];
  const refused = await run('check', ...some);
  expect(refused.code).toBe(75);
  expect(refused.stdout).toBe('');
  expect(refused.stderr).toMatch(/lumenpay has 1 request left until .+Z, as run \S+ saw, and .+ up to 2\./);
  expect(refused.stderr).toContain('or add --force.');
  const problem = JSON.parse((await run('check', ...some, '--json')).stdout);
  expect(problem).toMatchObject({ code: 'quota_short', overdrawn: [{ spends: 2, left: 1 }] });
  const forced = await run('check', ...some, '--force');
  expect(forced.code).toBe(0);
  expect(forced.stderr).toContain('Forced: lumenpay has 1 request left');
});
