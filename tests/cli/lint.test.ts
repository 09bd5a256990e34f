import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playbook, temporaryFolder, temporaryRepository } from './program.ts';

const CHECK = 'src/content/checks/lumenpay-availability.yaml';

/** A repository whose content has three faults in three files. */
async function brokenRepository() {
  const root = await temporaryRepository();
  writeFileSync(
    join(root, CHECK),
    [
      'title: Lumenpay answers',
      'integration: lumenpay',
      'kind: http',
      'request: { method: GET, path: /v1/ping }',
      'expect: { status: two hundred }',
      '',
    ].join('\n'),
  );
  const credential = join(root, 'src/content/checks/lumenpay-credential.yaml');
  writeFileSync(
    credential,
    readFileSync(credential, 'utf8').replace('integration: lumenpay', 'integration: lumenpy'),
  );
  writeFileSync(join(root, 'src/content/faults/lumenpay-reset.yaml'), 'kind: reset\ntitle: "unclosed\n');
  return root;
}

describe('a playbook with faults', () => {
  test('lint tells every one at once with line and caret: exit 65', async () => {
    const root = await brokenRepository();
    const { code, stdout, stderr } = await playbook(['lint'], { root });
    await expect(stderr).toMatchFileSnapshot('golden/lint-broken.txt');
    expect(stdout).toBe('');
    expect(code).toBe(65);
  });

  test.each([
    ['check', '--all'],
    ['run', 'inconsistent-schema'],
    ['serve', '--port', '0'],
  ])('playbook %s refuses with the same diagnostics: exit 65', async (...words) => {
    const root = await brokenRepository();
    const { code, stderr } = await playbook(words, { root });
    expect(stderr).toBe((await playbook(['lint'], { root })).stderr);
    expect(code).toBe(65);
  });

  test('lint --format github annotates lines', async () => {
    const root = await brokenRepository();
    const { code, stdout } = await playbook(['lint', '--format', 'github'], { root });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines)
      expect(line).toMatch(/^::error file=src\/content\/[\w./-]+,line=\d+,col=\d+,title=[\w-]+::/);
    expect(stdout).toContain(`file=${CHECK},line=5,col=19`);
    expect(code).toBe(65);
  });

  test('lint --json lists them', async () => {
    const root = await brokenRepository();
    const { code, stdout } = await playbook(['lint', '--json'], { root });
    const { ok, diagnostics } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(diagnostics[0]).toMatchObject({
      location: { file: expect.any(String), line: expect.any(Number) },
    });
    expect(code).toBe(65);
  });
});

test('lint tells of an authority whose file is gone, at its name; nothing else minds', async () => {
  const root = await temporaryRepository();
  const page = join(root, 'src/content/docs/integrations/lumenpay.mdx');
  const text = readFileSync(page, 'utf8');
  const staging = text.replace(/^( +)(baseUrl: https:\/\/.*)$/m, '$1$2\n$1ca: certs/gone.pem');
  writeFileSync(page, staging);
  const { code, stderr } = await playbook(['lint'], { root });
  expect(stderr).toContain('There is no file certs/gone.pem.');
  expect(stderr).toMatch(/lumenpay\.mdx:\d+:\d+/);
  expect(code).toBe(65);
  const asked = await playbook(['secrets', 'list'], { root, env: { PLAYBOOK_HOME: temporaryFolder() } });
  expect(asked.code).toBe(0);
});

describe('a playbook without faults', () => {
  test('lint --json gives the seal of each page that can execute', async () => {
    const { code, stdout } = await playbook(['lint', '--json'], {
      env: { PLAYBOOK_HOME: temporaryFolder() },
    });
    const { ok, seals } = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(seals['scenarios/inconsistent-schema']).toMatch(/^sha256-[\w-]{43}$/);
    expect(code).toBe(0);
  });

  test('an edit is noticed although the last call kept what it read', async () => {
    const root = await temporaryRepository();
    const settings = { root, env: { PLAYBOOK_HOME: temporaryFolder() } };
    expect((await playbook(['secrets', 'list'], settings)).code).toBe(0);
    rmSync(join(root, CHECK));
    const { code, stderr } = await playbook(['secrets', 'list'], settings);
    expect(stderr).toContain('lumenpay-availability');
    expect(code).toBe(65);
  });

  test('it is found from any folder', async () => {
    const { code, stdout } = await playbook(['lint'], {
      cwd: temporaryFolder(),
      env: { PLAYBOOK_HOME: temporaryFolder() },
    });
    expect(stdout).toMatch(/^No faults found in \d+ pages/);
    expect(code).toBe(0);
  });
});
