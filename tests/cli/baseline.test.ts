import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BaselineComparison } from '../../runbook-runner/core/baseline/baseline.ts';
import { playbook, temporaryFolder } from './program.ts';
import { besideSandbox } from './sandbox.ts';

describe('beside a sandbox', () => {
  const { run } = besideSandbox(beforeEach, afterEach);

  test('a baseline: nothing recorded, recorded, within, then outside by the switch that is on', async () => {
    const none = await run('baseline', 'compare', 'order-sync');
    expect([none.code, none.stdout]).toEqual([2, expect.stringContaining('nothing was recorded')]);

    await expect.poll(async () => (await run('check', 'order-sync-live')).code, { timeout: 20_000 }).toBe(0);
    const recorded = await run('baseline', 'record', 'order-sync', '--json');
    expect(recorded.code, recorded.stdout + recorded.stderr).toBe(0);
    const { run: id, measurements } = JSON.parse(recorded.stdout);
    expect(measurements).toContainEqual(
      expect.objectContaining({
        check: 'order-sync-config',
        configuration: expect.objectContaining({ revision: 1 }),
      }),
    );
    const listed = await run('runs', '--kind', 'baseline', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id, subject: 'order-sync', status: 'pass' }]);

    const within = await run('baseline', 'compare', 'order-sync');
    expect(within.code, within.stdout + within.stderr).toBe(0);
    expect(within.stdout).toContain('order-sync-config: configuration: recorded revision 1, now revision 1');

    expect((await run('action', 'order-sync-cached-fallback', '--confirm', 'sandbox')).code).toBe(0);
    const outside = await run('baseline', 'compare', 'order-sync', '--json');
    expect(outside.code).toBe(1);
    const { status, recorded: base, compared } = JSON.parse(outside.stdout) as BaselineComparison;
    expect([status, base?.run]).toEqual(['outside', id]);
    const changed = compared.find(({ what }) => what === 'configuration');
    expect(changed).toMatchObject({ within: false, now: expect.stringMatching(/fallback.* was .*, is /) });
  });
});

test.each([[[]], [['lumenpay', '--all']]])('baseline record %j is a usage error', async (words) => {
  const { code, stderr } = await playbook(['baseline', 'record', ...words], {
    env: { PLAYBOOK_HOME: temporaryFolder() },
  });
  expect([code, stderr]).toEqual([64, expect.stringContaining('One integration is needed, or --all.')]);
});
