import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { DrillResult } from '../../runbook-runner/core/orders.ts';
import type { LogEntry } from '../../runbook-runner/ports/sandbox.ts';
import { playbook, temporaryFolder, temporaryRepository } from './program.ts';
import { besideSandbox } from './sandbox.ts';

const DRILLS = 'src/content/docs/drills';
const DRILL = `${DRILLS}/inconsistent-schema-live.mdx`;
const liveFire = readdirSync(DRILLS)
  .filter((file) => /^ {2}kind: live-fire$/m.test(readFileSync(join(DRILLS, file), 'utf8')))
  .map((file) => file.replace(/\.mdx$/, ''));

describe('every runbook is proven', () => {
  const { run, home } = besideSandbox();

  test('drill --all --json passes each live-fire drill, with its timeline and times', {
    timeout: 300_000,
  }, async () => {
    const { code, stdout, stderr } = await run('drill', '--all', '--json');
    expect(code, stderr).toBe(0);
    const { results } = JSON.parse(stdout) as { results: DrillResult[] };
    expect(liveFire).toContain('inconsistent-schema-live');
    expect(results.map((one) => [one.drill, one.status])).toEqual(
      liveFire.toSorted().map((id) => [id, 'pass']),
    );
    for (const { timeline, times } of results) {
      const events = timeline.map((one) => one.event);
      // The vendor mends it, or what we broke ourselves is cleared at the end.
      expect(events.includes('mend') || events.includes('clear')).toBe(true);
      expect(events).toEqual(
        expect.arrayContaining([
          'baseline',
          'inject',
          'detect',
          'recognise',
          'act',
          'recover',
          'undo',
          'after',
        ]),
      );
      expect(times.recoverMs).toBeGreaterThan(0);
    }
  });

  test('a drill whose fault is replaced by another fails, and says what was seen instead', {
    timeout: 120_000,
  }, async () => {
    const root = await temporaryRepository();
    const text = readFileSync(join(root, DRILL), 'utf8');
    expect(text).toContain('fault: charge-amount-as-text');
    writeFileSync(join(root, DRILL), text.replace('fault: charge-amount-as-text', 'fault: lumenpay-429'));
    const { code, stdout } = await playbook(['drill', 'inconsistent-schema-live', '--json'], {
      root,
      env: { PLAYBOOK_HOME: home },
    });
    expect(code).toBe(1);
    const result = JSON.parse(stdout) as DrillResult;
    expect(result.status).toBe('fail');
    expect(result.reason).toContain('rate-limited');
    // The 429 of the fault said that no request is left, and the runner remembers it for a while.
    const all = async () => (await run('check', '--all', '--force')).code;
    await expect.poll(all, { timeout: 60_000, message: 'the sandbox is as it was' }).toBe(0);
  });

  test('an expired certificate: preflight fails, and order-sync opens no data request', {
    timeout: 120_000,
  }, async () => {
    const dataRequests = async () => {
      const { stdout } = await run('sandbox', 'log', 'lumenpay', '--json');
      return (JSON.parse(stdout) as LogEntry[]).filter(
        (one) => one.client.startsWith('order-sync') && one.path.startsWith('/v1/'),
      );
    };
    expect((await dataRequests()).length).toBeGreaterThan(0);
    expect((await run('sandbox', 'fault', 'lumenpay-old-certificate')).code).toBe(0);
    const since = new Date().toISOString();
    const preflight = await run('preflight', 'lumenpay');
    expect(preflight.code).toBe(1);
    expect(preflight.stdout).toMatch(/expired/);
    // Its orders wait for the preflight: they have been refused their data, not only been slow to ask.
    await vi.waitUntil(async () => (await run('check', 'order-sync-orders-flow')).code === 1, {
      timeout: 20_000,
    });
    expect((await dataRequests()).filter((one) => one.at > since)).toEqual([]);
    expect((await run('sandbox', 'clear')).code).toBe(0);
  });
});

test('where no sandbox runs, as in a workflow, a drill starts one and ends it', {
  timeout: 120_000,
}, async () => {
  const home = temporaryFolder();
  const env = { PLAYBOOK_HOME: home };
  const { code, stdout, stderr } = await playbook(['drill', 'inconsistent-schema-live', '--json'], { env });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ drill: 'inconsistent-schema-live', status: 'pass' });
  expect(existsSync(join(home, 'sandbox.json')), 'a sandbox that ended').toBe(false);
  const status = await playbook(['sandbox', 'status', '--json'], { env });
  expect(JSON.parse(status.stdout)).toEqual({ running: false, faults: [] });
});
