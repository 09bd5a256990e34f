// A recorded failure is repeated, and leaves a check, a fault and a drill behind that do what they should.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { playbook, temporaryRepository } from './program.ts';
import { besideSandbox } from './sandbox.ts';

describe('a failure that was recorded', { timeout: 120_000 }, () => {
  const { run, home } = besideSandbox();
  const env = { PLAYBOOK_HOME: home };
  let failed: CheckResult;
  let passed: CheckResult;

  beforeAll(async () => {
    await run('sandbox', 'fault', 'charge-amount-as-text');
    failed = await resultOf('lumenpay-charges-contract');
    await run('sandbox', 'clear');
    passed = await resultOf('lumenpay-charges-contract');
  });

  async function resultOf(check: string): Promise<CheckResult> {
    const { stdout } = await run('check', check, '--json');
    return JSON.parse(stdout) as CheckResult;
  }

  test('is repeated by the playbook of its commit, in the same way', async () => {
    const { code, stdout, stderr } = await run('reproduce', failed.run, '--json');
    expect(code, stdout + stderr).toBe(0);
    const proof = JSON.parse(stdout);
    expect(proof).toMatchObject({ commit: failed.provenance.commit, proven: true });
    expect([proof.before.status, proof.during.status, proof.after.status]).toEqual(['pass', 'fail', 'pass']);
    expect(proof.during.fingerprint).toBe(failed.fingerprint);
    expect(proof.during.provenance.commit).toBe(failed.provenance.commit);
    expect((await run('sandbox', 'status')).stdout).toContain('No fault is active.');
  });

  test('a check that passed is refused, and so is a run that nobody knows', async () => {
    const refused = await run('reproduce', passed.run);
    expect([refused.code, refused.stderr]).toEqual([
      64,
      expect.stringContaining('only a failure can be repeated'),
    ]);
    expect((await run('reproduce', 'run_nobody')).code).toBe(64);
  });

  test('nothing is repeated while another fault is on', async () => {
    await run('sandbox', 'fault', 'lumenpay-slow');
    const { code, stderr } = await run('reproduce', failed.run);
    expect([code, stderr]).toEqual([75, expect.stringContaining('disturbed already by "lumenpay-slow"')]);
    expect((await run('sandbox', 'status')).stdout).toContain('lumenpay-slow');
    const root = await temporaryRepository();
    const drafted = await playbook(['new', 'check', '--from-run', failed.run], { root, env });
    expect([drafted.code, drafted.stdout]).toEqual([75, '']);
    const checks = readdirSync(join(root, 'src/content/checks'));
    expect(checks.filter((one) => one.includes('regression'))).toEqual([]);
    await run('sandbox', 'clear');
  });

  test('becomes a regression check that is red with it and green without', async () => {
    const root = await temporaryRepository();
    const { code, stdout, stderr } = await playbook(['new', 'check', '--from-run', failed.run], {
      root,
      env,
    });
    expect(code, stdout + stderr).toBe(0);
    const [, path = ''] = /Wrote (\S+)/.exec(stdout) ?? [];
    const text = readFileSync(join(root, path), 'utf8');
    expect(text).toContain('contract:');
    expect(text, 'only the promise that broke is kept').not.toContain('latency:');
    expect(stdout).toMatch(/before\s+pass\n\s+with the fault\s+fail: .*\(schema-drift\)\n\s+after\s+pass/);
  });

  test('becomes a fault, and a drill that passes with it', async () => {
    const root = await temporaryRepository();
    const drafted = await playbook(['new', 'drill', '--from-run', failed.run, '--id', 'amount-again'], {
      root,
      env,
    });
    expect(drafted.code, drafted.stdout + drafted.stderr).toBe(0);
    expect(existsSync(join(root, 'src/content/docs/drills/amount-again.mdx'))).toBe(true);
    const drilled = await playbook(['drill', 'amount-again'], { root, env });
    expect(drilled.code, drilled.stdout + drilled.stderr).toBe(0);
  });

  test('becomes a drill after it became a fault, each under a name that is free', async () => {
    const root = await temporaryRepository();
    const wrote = async (what: string) => {
      const { code, stdout, stderr } = await playbook(['new', what, '--from-run', failed.run], { root, env });
      expect(code, stdout + stderr).toBe(0);
      return [...stdout.matchAll(/Wrote src\/content\/(\S+)/g)].map(([, path]) => path);
    };
    const day = failed.startedAt.slice(0, 10);
    const fault = `faults/lumenpay-charges-contract-failure-${day}`;
    const drill = `docs/drills/lumenpay-charges-contract-drill-${day}`;
    expect(await wrote('fault')).toEqual([`${fault}.yaml`]);
    expect(await wrote('drill')).toEqual([`${fault}-2.yaml`, `${drill}.mdx`]);
    expect(await wrote('drill')).toEqual([`${fault}-3.yaml`, `${drill}-2.mdx`]);
  });

  test('what exists is never replaced', async () => {
    const root = await temporaryRepository();
    const path = join(root, 'src/content/checks/lumenpay-latency.yaml');
    const before = readFileSync(path, 'utf8');
    const args = ['new', 'check', '--from-run', failed.run, '--id', 'lumenpay-latency'];
    const { code, stderr } = await playbook(args, { root, env });
    expect([code, stderr]).toEqual([64, expect.stringContaining('exists already; nothing was written')]);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
