// Commands that would send Lumenpay more than it was last seen to have left, beside a real sandbox.
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { aRun, openAt } from '../adapters/support/runs.ts';
import { besideSandbox } from './sandbox.ts';
import { inTerminal } from './terminal-session.ts';

const { run, home } = besideSandbox();
const ONE_LEFT = /lumenpay has 1 request left until .+Z, as run \S+ saw, and this run would send up to \d+\./;

/** What was forced before has told another quota: this one was seen last. */
beforeEach(async () => {
  const store = await openAt(join(home, 'store.sqlite'));
  const observedAt = new Date().toISOString();
  const limits = [{ field: 'ratelimit', unit: 'requests', remaining: 1, resetsInMs: 3_600_000 }];
  const result = { integration: 'lumenpay', quota: { observedAt, limits } };
  await store.append(aRun({ startedAt: observedAt, result }));
  await store.close();
});

const kinds = async (kind: string) => JSON.parse((await run('runs', '--kind', kind, '--json')).stdout).length;

describe('run', () => {
  test('stops with 75 where nobody can be asked, and tells both ways on', async () => {
    const { code, stdout, stderr } = await run('run', 'upstream-latency');
    expect(code).toBe(75);
    expect(stdout).toContain('Step 1 of ');
    expect(stdout).not.toContain('lumenpay-latency  ');
    expect(stderr).toMatch(ONE_LEFT);
    expect(stderr).toMatch(/Try again in \d+ seconds, or add --force\./);
    expect(stderr).toContain('Go on later with: npm run -s playbook -- run upstream-latency --resume');
    const json = await run('run', 'upstream-latency', '--resume', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ code: 'quota_short', overdrawn: [{ spends: 20 }] });
  });

  test.skipIf(!inTerminal.possible)('asks in a terminal: no leaves the check out, yes runs it', async () => {
    const words = ['run', 'upstream-latency', '--resume'];
    const no = await inTerminal(home, words, [
      ['Run it anyway? [y/N]', '\r'],
      ['[q] leave', 'q\r'],
    ]);
    expect(no.output).toMatch(ONE_LEFT);
    expect(no.output).toContain('The decision "slow" is left open');
    expect(no.code).toBe(75);
    expect(await kinds('decision')).toBe(0);
    const yes = await inTerminal(home, words, [
      ['Run it anyway? [y/N]', 'y\r'],
      ['[q] leave', 'q\r'],
    ]);
    expect(yes.output).toMatch(/(PASS|FAIL) {3}lumenpay-latency /);
    expect(await kinds('decision')).toBe(1);
  });

  test('walks through by force', async () => {
    const { stdout, stderr } = await run('run', 'upstream-latency', '--resume', '--force');
    expect(stdout).toMatch(/(PASS|FAIL) {3}lumenpay-latency /);
    expect(stderr).not.toMatch(ONE_LEFT);
  });
});

test('baselines of all are weighed before the first; where none is recorded, nothing is asked', async () => {
  const checks = await kinds('check');
  const { code, stdout, stderr } = await run('baseline', 'record', '--all');
  expect([code, stdout]).toEqual([75, '']);
  expect(stderr).toMatch(ONE_LEFT);
  expect([await kinds('check'), await kinds('baseline')]).toEqual([checks, 0]);
  const compared = await run('baseline', 'compare', '--all');
  expect([compared.code, compared.stdout]).toEqual([2, expect.stringContaining('nothing was recorded')]);
});

test.each([
  ['preflight', ['preflight', 'lumenpay']],
  ['baseline', ['baseline', 'record', 'lumenpay']],
])('%s does not begin, and does by force', async (kind, words) => {
  const { code, stdout, stderr } = await run(...words);
  expect([code, stdout]).toEqual([75, '']);
  expect(stderr).toMatch(ONE_LEFT);
  expect(await kinds(kind)).toBe(0);
  expect([0, 1]).toContain((await run(...words, '--force')).code);
  expect(await kinds(kind)).toBe(1);
});
