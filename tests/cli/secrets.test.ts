// `playbook secrets` with the real program: what the playbook wants, what this machine allows, and no value anywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playbook, ROOT, temporaryFolder } from './program.ts';

const CANARY = 'canary+7f/Zq&secret=41';
const NAME = 'lumenpay.production.client-secret';

/** A secret manager that knows one value; it gets it through a variable that is named for it. */
const vault = {
  ...{ executable: '/bin/sh', arguments: ['-c', 'echo "$VAULT_VALUE" # {entry}'] },
  variables: ['VAULT_VALUE'],
};

function machine(more: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const file = join(folder, 'secrets.json');
  writeFileSync(file, JSON.stringify({ managers: { vault } }), { mode: 0o600 });
  const env = { PLAYBOOK_HOME: join(folder, 'state'), PLAYBOOK_SECRETS: file, CI: 'false', ...more };
  return { file, run: (...words: string[]) => playbook(['secrets', ...words], { env }) };
}

describe('playbook secrets', () => {
  test('lists what the playbook wants, binds it, tests it and takes it back', async () => {
    const { run, file } = machine({ VAULT_VALUE: CANARY });
    const steps = [
      await run('list', 'lumenpay.production'),
      await run('test', NAME),
      await run('bind', 'lumenpay.production', '--yes'),
      await run('bind', 'lumenpay.production', '--yes'),
      await run('test', 'lumenpay.production'),
      await run('unbind', NAME),
    ];
    const shown = steps.map(({ code, stdout, stderr }) => `${stdout}${stderr}exit code ${code}\n`).join('\n');
    await expect(shown).toMatchFileSnapshot('golden/secrets.txt');
    expect(shown).not.toContain(CANARY);
    expect(readFileSync(file, 'utf8')).not.toContain(CANARY);
  });

  test('prints the same as JSON', async () => {
    const { run } = machine({ VAULT_VALUE: CANARY });
    const { code, stdout } = await run('test', NAME, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      secrets: [{ name: NAME, state: 'unbound', value: { ok: true, length: '16 to 31 characters' } }],
    });
    expect(stdout).not.toContain(CANARY);
  });

  test('binds nothing without a word: there is no terminal, and no --yes', async () => {
    const { run } = machine();
    const { code, stderr } = await run('bind', NAME);
    expect(stderr).toContain('confirmation_required');
    expect(code).toBe(64);
  });

  test('an unknown name is a usage error with the nearest one', async () => {
    const { run } = machine();
    const { code, stderr } = await run('bind', 'lumenpay.production.client-secrt', '--yes');
    expect(stderr).toContain('unknown_secret');
    expect(stderr).toContain(NAME);
    expect(code).toBe(64);
  });

  test('a file in the repository binds nothing', async () => {
    const { run } = machine({ PLAYBOOK_SECRETS: join(ROOT, 'secrets.json') });
    const { code, stderr } = await run('bind', NAME, '--yes');
    expect(stderr).toContain('secrets_untrusted');
    expect(code).toBe(2);
  });

  test.each([
    ['a pull request on GitHub', { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request' }],
    ['one with rights of its own', { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request_target' }],
    ['a merge request on GitLab', { GITLAB_CI: 'true', CI_MERGE_REQUEST_ID: '1' }],
    ['nobody knows what', {}],
  ])('the build of %s binds nothing', async (_, variables) => {
    const { run } = machine({ ...variables, CI: 'true' });
    const { code, stderr } = await run('bind', NAME, '--yes');
    expect(stderr).toContain('secret_not_allowed');
    expect(code).toBe(2);
  });

  test('the build of merged work may bind', async () => {
    const { run } = machine({ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' });
    expect((await run('bind', NAME, '--yes')).code).toBe(0);
  });
});
