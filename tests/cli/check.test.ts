import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CheckResult } from '../../runbook-runner/ports/result.ts';
import { playbook, temporaryFolder } from './program.ts';
import { besideSandbox } from './sandbox.ts';

describe('beside a sandbox', () => {
  const { run } = besideSandbox();
  afterEach(() => run('sandbox', 'clear'));

  test('one check with --json prints what the API answers', async () => {
    const { stdout } = await run(
      'check',
      'lumenpay-charges-contract',
      '--json',
      '--param',
      'charge=ch_demo0002',
    );
    const result = CheckResult.parse(JSON.parse(stdout));
    expect(result.exchange?.request.url).toMatch(/\/v1\/charges\/ch_demo0002$/);
    expect(result.actor).not.toBe('');
  });

  test('a broken promise exits 1 and names path, failure mode, page and next step', async () => {
    await run('sandbox', 'fault', 'charge-amount-as-text');
    const { code, stdout } = await run('check', 'lumenpay-charges-contract');
    const steady = stdout.replace(/\d+ ms/, '0 ms').replace(/"\d{3,}"/g, '"1999"');
    await expect(steady).toMatchFileSnapshot('golden/check-schema-drift.txt');
    expect(code).toBe(1);
    const json = JSON.parse((await run('check', '--all', '--json')).stdout);
    const drifted = json.results.find((one: CheckResult) => one.check === 'lumenpay-charges-contract');
    expect(drifted.failureModes[0].failureMode).toBe('schema-drift');
  });

  test('connections that are cut are a failure mode of their own', async () => {
    await run('sandbox', 'fault', 'lumenpay-reset');
    const { code, stdout } = await run('check', 'lumenpay-availability', 'lumenpay-latency', '--json');
    expect(code).toBe(1);
    for (const { failureModes } of JSON.parse(stdout).results as CheckResult[]) {
      expect(failureModes[0]?.failureMode).toBe('connection-reset');
    }
  });

  test.each([
    [['--integration', 'order-sync'], /^order-sync-/],
    [['--scenario', 'upstream-latency'], /^(lumenpay|order-sync)-/],
  ])('%j selects', async (words, ids) => {
    const { stdout } = await run('check', ...words, '--json');
    const { results } = JSON.parse(stdout);
    expect(results.length).toBeGreaterThan(1);
    for (const one of results) expect(one.check).toMatch(ids);
  });

  test('preflight passes, and its record can be found by its run', async () => {
    const preflight = await run('preflight', 'lumenpay', '--json');
    expect(preflight.code).toBe(0);
    const [first] = JSON.parse(preflight.stdout);
    const record = JSON.parse((await run('runs', first.run)).stdout);
    expect(record).toMatchObject({ id: first.run, kind: 'check', status: 'pass', state: 'finished' });
  });

  test('an expired certificate stops the preflight by its name', async () => {
    await run('sandbox', 'fault', 'lumenpay-old-certificate');
    const { code, stdout } = await run('preflight', 'lumenpay');
    expect(stdout).toContain('expired');
    expect(stdout).toContain('Stopped: 1 more check not run.');
    expect(code).toBe(1);
  });
});

describe('without a sandbox', () => {
  const env = () => ({ PLAYBOOK_HOME: temporaryFolder() });

  test('every check is an error: exit 2 and the way to start one', async () => {
    const { code, stdout } = await playbook(['check', '--all'], { env: env() });
    expect(stdout).toMatch(/^ERROR {2}lumenpay-availability/m);
    expect(stdout).toContain('npm start');
    expect(code).toBe(2);
  });

  test('an unknown id is met with the nearest: exit 64', async () => {
    const { code, stderr, stdout } = await playbook(['check', 'lumenpay-charges-contrac'], { env: env() });
    await expect(stderr).toMatchFileSnapshot('golden/check-unknown.txt');
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });

  test.each(['--json', '--reporter json', '--reporter=json'])(
    'with %s an error is a problem document on standard output',
    async (words) => {
      const { code, stdout } = await playbook(['check', 'nope-at-all', ...words.split(' ')], { env: env() });
      expect(JSON.parse(stdout)).toMatchObject({
        type: '/reference/errors/#unknown_check',
        status: 404,
        code: 'unknown_check',
        hint: expect.stringContaining('lumenpay-availability'),
      });
      expect(code).toBe(64);
    },
  );

  test.each([
    [['check'], 'No check is selected.'],
    [['check', '--all', '--tag', 'no-such-tag'], 'No check has the tag "no-such-tag".'],
    [['check', '--all', '--env', 'sanbox'], 'Did you mean "sandbox"?'],
    [['check', '--integration', 'lumenpy'], 'Did you mean "lumenpay"?'],
    [['check', '--scenario', 'latency'], 'Did you mean "upstream-latency"?'],
    [['check', '--all', '--param', 'chrge=ch_demo0001'], 'Did you mean "charge"?'],
    [['check', 'lumenpay-charges-contract', '--param', 'charge=../x'], 'charge'],
    [['preflight', 'order-syn'], 'Did you mean "order-sync"?'],
    [['sandbox', 'fault', 'lumenpay-slo'], 'Did you mean "lumenpay-slow"?'],
    [['sandbox', 'fault', 'lumenpay-slo'], 'unknown_fault: No fault has the id "lumenpay-slo".'],
    [['run', 'inconsistent-schem'], 'Did you mean "inconsistent-schema"?'],
    [['drill', 'latency-spike'], 'Did you mean "latency-spike-live"?'],
    [['undo', 'r-none'], 'r-none'],
  ])('playbook %j exits 64', async (words, message) => {
    const { code, stderr } = await playbook(words, { env: env() });
    expect(stderr).toContain(message);
    expect(code).toBe(64);
  });

  test('of many checks none is begun while one is refused', async () => {
    const own = env();
    const words = ['check', 'lumenpay-availability', 'parcelo-availability', 'lumenpay-charges-contract'];
    const { code, stdout, stderr } = await playbook([...words, '--param', 'charge=../x'], { env: own });
    expect(stderr).toContain('invalid_parameter');
    expect(stdout).toBe('');
    expect(code).toBe(64);
    expect((await playbook(['runs', '--json'], { env: own })).stdout).toBe('[]\n');
  });

  test('a credential that is not set is an error that names the variable and where to get it', async () => {
    const machine = temporaryFolder();
    const own = { ...env(), PLAYBOOK_SECRETS: join(machine, 'secrets.json'), CI: 'false' };
    const words = ['lumenpay-credential', '--env', 'staging'];
    await playbook(['approve', ...words, '--yes'], { env: own });
    const { code, stdout } = await playbook(['check', ...words], { env: own });
    expect(stdout).toContain('LUMENPAY_STAGING_CLIENT_ID');
    expect(stdout).toContain('Where to get it:');
    expect(code).toBe(2);
  });
});
