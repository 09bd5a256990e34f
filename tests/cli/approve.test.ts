// `playbook approve` with the real program: what waits, what it shows, what changed, and who may say yes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playbook, temporaryFolder, temporaryRepository } from './program.ts';

/** The day of an approval and its author differ from run to run. */
const still = (text: string) =>
  text.replace(/approved on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by .+/g, 'approved on <date> by <name>');

async function machine(more: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const root = await temporaryRepository();
  const env = {
    ...{ PLAYBOOK_HOME: join(folder, 'state'), PLAYBOOK_SECRETS: join(folder, 'secrets.json'), CI: 'false' },
    ...more,
  };
  return { root, run: (...words: string[]) => playbook(words, { root, env }) };
}

test('shows what would be sent, approves it, and names what changed since', async () => {
  const { root, run } = await machine();
  const check = ['check', 'lumenpay-charges-contract', '--env', 'staging'];
  const approve = ['approve', 'lumenpay-charges-contract', '--env', 'staging'];
  const { stdout: waiting } = await run('approve', '--env', 'staging');
  expect(waiting).toContain('checks/lumenpay-charges-contract in staging  never approved on this machine\n');
  const steps = [await run(...check), await run(...approve, '--yes'), await run(...approve)];
  const file = join(root, 'src/content/checks/lumenpay-charges-contract.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('/v1/charges/{charge}', '/v1/refunds/{charge}'));
  steps.push(await run(...check), await run(...approve, '--yes'));
  const shown = steps.map(({ code, stdout, stderr }) => `${stdout}${stderr}exit code ${code}\n`).join('\n');
  await expect(still(shown)).toMatchFileSnapshot('golden/approve.txt');
});

test('of many checks none is begun while one waits for approval, and all that wait are named', async () => {
  const { run } = await machine();
  await run('approve', 'lumenpay-latency', '--env', 'staging', '--yes');
  const many = ['lumenpay-certificate', 'lumenpay-latency', 'lumenpay-charges-contract', 'lumenpay-quota'];
  const { code, stdout, stderr } = await run('check', ...many, '--env', 'staging');
  expect(stdout).toBe('');
  expect(stderr).toContain('and 1 more would send, the first to lumenpay in staging, waits for approval');
  expect(stderr).toContain('approve lumenpay-charges-contract lumenpay-quota --env staging\n');
  expect(code).toBe(2);
  const preflight = await run('preflight', 'lumenpay', '--env', 'staging');
  expect(preflight).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('approval_needed'),
  });
  expect((await run('runs', '--json')).stdout).toBe('[]\n');
});

test('approves nothing without a word, and nothing in the build of a pull request', async () => {
  const { run } = await machine();
  const silent = await run('approve', '--all');
  expect(silent.stderr).toContain('confirmation_required');
  expect(silent.code).toBe(64);
  const build = await machine({ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request' });
  const refused = await build.run('approve', '--all', '--yes');
  expect(refused.stderr).toContain('secret_not_allowed');
  expect(refused.code).toBe(2);
});

test('takes a name as the list shows it, with the room that it stands in', async () => {
  const { run } = await machine();
  const { stdout } = await run(
    'approve',
    'checks/lumenpay-charges-contract',
    '--env',
    'staging',
    '--json',
    '--yes',
  );
  expect(JSON.parse(stdout).approvals.map(({ name }: { name: string }) => name)).toEqual([
    'checks/lumenpay-charges-contract in staging',
  ]);
  const other = await run('approve', 'actions/lumenpay-charges-contract', '--env', 'staging', '--yes');
  expect(other).toMatchObject({ code: 64, stderr: expect.stringContaining('unknown_check') });
});

test('an unknown id is a usage error, and what gets no secret needs no approval', async () => {
  const { run } = await machine();
  expect((await run('approve', 'lumenpay-nothing')).code).toBe(64);
  const { code, stdout } = await run('approve', 'lumenpay-certificate');
  expect([code, stdout]).toEqual([0, 'None of these gets a secret of this machine.\n']);
});
