import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPlaybookAt, renderDiagnostics } from '../../runbook-runner/compose.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['astro.config.mjs', 'package.json', 'tsconfig.json', 'public', 'runbook-runner', 'src'];

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'playbook-site-'));
  await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(root, name), { recursive: true })));
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function edit(path: string, from: string, to: string): Promise<void> {
  const file = join(root, path);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

const build = (): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const program = join(ROOT, 'node_modules/astro/bin/astro.mjs');
    const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
    execFile(process.execPath, [program, 'build'], { cwd: root, env }, (error, stdout, stderr) => {
      const said = stripVTControlCharacters(stdout + stderr);
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said });
    });
  });

test('the build stops with every diagnostic, as lint renders them', async () => {
  const scenario = 'src/content/docs/scenarios/inconsistent-schema.mdx';
  await edit(scenario, '<Check id="lumenpay-charges-contract" />', '<Check id="lumenpay-charges-contrct" />');
  await edit(
    'src/content/checks/lumenpay-availability.yaml',
    'integration: lumenpay',
    'integration: lumenpa',
  );
  const loaded = await loadPlaybookAt(root);
  if (loaded.ok) throw new Error('The edits did no harm.');
  expect(loaded.diagnostics.length).toBeGreaterThanOrEqual(2);

  const { code, said } = await build();
  expect(code).not.toBe(0);
  expect(said).toContain(renderDiagnostics(loaded.diagnostics));
  expect(said).toContain('Did you mean "lumenpay-charges-contract"?');
}, 60_000);
