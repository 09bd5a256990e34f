import { afterEach, describe, expect, test } from 'vitest';
import { besideSandbox } from './sandbox.ts';
import { inTerminal } from './terminal-session.ts';

const { home, run, begin } = besideSandbox();
afterEach(() => run('sandbox', 'clear'));

const records = async (words: string[]) => JSON.parse((await run(...words, '--json')).stdout).records;

/** Waits until the fault shows in what orders do. */
async function untilStalled() {
  await expect
    .poll(async () => (await run('check', 'order-sync-orders-flow')).code, { timeout: 15_000 })
    .toBe(1);
}

describe('run, without a terminal', () => {
  test('a healthy upstream leads past the change: nothing is done, all is recorded', async () => {
    const { code, stdout } = await run('run', 'inconsistent-schema', '--json');
    const scenario = JSON.parse(stdout);
    expect(scenario).toMatchObject({
      scenario: 'inconsistent-schema',
      state: 'finished',
      environment: 'sandbox',
    });
    expect(scenario.records.map((one: { kind: string }) => one.kind)).not.toContain('action');
    expect(scenario.records[0]).toMatchObject({ kind: 'check', step: 'confirm', status: 'pass' });
    expect(code).toBe(0);
  });

  test('a change waits for a person, and --resume goes on at its step', async () => {
    await run('sandbox', 'fault', 'charge-amount-as-text');
    await untilStalled();
    const first = await run('run', 'inconsistent-schema');
    expect(first.stdout).toContain('PLAN  order-sync-cached-fallback');
    expect(first.stderr).toContain('waits for a person');
    expect(first.stdout).toContain('Other runbook  A field has a new name');
    expect(first.stdout).not.toContain('Next  ');
    expect(first.code).toBe(64);
    const listed = async () => (await run('runs', '--kind', 'scenario', '--limit', '1')).stdout;
    expect(await listed()).toMatch(/ open +scenario .* inconsistent-schema /);
    const begun = await records(['run', 'inconsistent-schema', '--resume', '--yes']);
    expect(await listed()).toMatch(/ finished +scenario .* inconsistent-schema /);
    const steps = begun.map((one: { step?: string }) => one.step);
    expect(steps.filter((step: string) => step === 'confirm').length).toBe(2);
    const action = begun.find(
      (one: { kind: string; status: string }) => one.kind === 'action' && one.status !== 'planned',
    );
    expect(action).toMatchObject({ subject: 'order-sync-cached-fallback', status: 'done', step: 'fallback' });
    expect((await run('check', 'order-sync-orders-flow')).code).toBe(0);
    const undone = await run('undo', action.run);
    expect(undone.stdout).toMatch(/^DONE/);
    expect((await run('undo', action.run)).code).toBe(64);
  });

  test('--yes is refused outside the sandbox', async () => {
    const { code, stderr } = await run('run', 'inconsistent-schema', '--yes', '--env', 'staging');
    expect(stderr).toContain('--yes is for the sandbox; this is staging.');
    expect(code).toBe(64);
  });
});

describe('run, in a terminal', () => {
  const session = (answers: [string, string][], ...words: string[]) => inTerminal(home, words, answers);

  test.skipIf(!inTerminal.possible)(
    'asks before the change, and offers to undo it at the end',
    async () => {
      await run('sandbox', 'fault', 'charge-amount-as-text');
      await untilStalled();
      const { code, output } = await session(
        [
          ['go on to See who is hurt', '\r'],
          ['go on to Serve charges', '\r'],
          ['Age in seconds', '\r'],
          ['Make this change in sandbox? [y/N]', 'y\r'],
          ['go on to Verify', 'q\r'],
        ],
        'run',
        'inconsistent-schema',
      );
      expect(output).toContain('HTTP 200. The upstream did it.');
      expect(output).toContain('Go on later with: npm run -s playbook -- run inconsistent-schema --resume');
      expect(code).toBe(75);
      await run('sandbox', 'clear');
      const rest = await session(
        [
          ['Go on with it? [Y/n]', '\r'],
          ['go on to', '\r'],
          ['go on to', '\r'],
          ['go on to', '\r'],
          ['go on to', '\r'],
          ['go on to the end', '\r'],
          ['Undo it now? [y/N]', 'y\r'],
          ['Check again? [Y/n]', 'n\r'],
        ],
        'run',
        'inconsistent-schema',
      );
      expect(rest.output).toContain('Going on at step 3.');
      expect(rest.output).toContain('it is not done twice');
      expect(rest.output).toContain('Undo: Serve charges from the cache');
    },
    60_000,
  );

  test.skipIf(!inTerminal.possible)('a change that is not confirmed is not made', async () => {
    const { code, output } = await session([['[y/N]', '\r']], 'action', 'order-sync-degraded-mode');
    expect(output).toContain('The change was not confirmed.');
    expect(code).toBe(64);
    const actions = JSON.parse((await run('runs', '--kind', 'action', '--json')).stdout);
    const made = actions.filter((one: { subject: string }) => one.subject === 'order-sync-degraded-mode');
    expect(made.map((one: { status: string }) => one.status)).not.toContain('done');
  });
});

describe('Ctrl-C', () => {
  test('a running check is recorded as interrupted: exit 2', async () => {
    await run('sandbox', 'fault', 'lumenpay-slow');
    const { child, ended } = await begin('check', 'lumenpay-latency');
    await expect
      .poll(async () => JSON.parse((await run('runs', '--kind', 'check', '--json')).stdout)[0]?.state, {
        timeout: 15_000,
      })
      .toBe('running');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(stderr).toContain('Stopping; press Ctrl-C again to end at once.');
    expect(stderr).toContain('interrupted');
    expect(code).toBe(2);
    const [record] = JSON.parse((await run('runs', '--kind', 'check', '--json')).stdout);
    expect(record).toMatchObject({ subject: 'lumenpay-latency', state: 'interrupted' });
  });
});
