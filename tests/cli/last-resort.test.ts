// Exit code 1 means that an upstream broke a promise: nothing else may end the program with it.
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleWhenStale } from '../../runbook-runner/bundle.mjs';
import { ROOT } from '../architecture/source-tree.ts';
import { playbook, start, temporaryFolder, watch } from './program.ts';

test('a reader that has seen enough changes nothing', async () => {
  const home = temporaryFolder();
  const { child, ended } = await start(['check', '--all', '--json'], { env: { PLAYBOOK_HOME: home } });
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 2, stderr: '' });
  const { stdout } = await (await start(['runs', '--json'], { env: { PLAYBOOK_HOME: home } })).ended;
  expect(JSON.parse(stdout).length).toBeGreaterThan(3);
});

test('a long answer is written whole, however late it is read', async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  for (let turn = 0; turn < 3; turn += 1) await playbook(['check', '--all', '--json'], { env });
  const { child, ended } = await start(['runs', '--json', '--limit', '200'], { env });
  child.stdout?.pause();
  setTimeout(() => child.stdout?.resume(), 1_000);
  const { code, stdout } = await ended;
  // More than a pipe takes at once.
  expect(stdout.length).toBeGreaterThan(2 * 65_536);
  expect(JSON.parse(stdout).length).toBeGreaterThan(100);
  expect(code).toBe(0);
});

test.runIf(existsSync('/dev/full'))('output that cannot be written is an error, and told', async () => {
  await bundleWhenStale(ROOT);
  const program = join(ROOT, 'dist/runner/playbook.mjs');
  const full = openSync('/dev/full', 'w');
  const env = { ...process.env, PLAYBOOK_HOME: temporaryFolder() };
  const ended = await watch(
    spawn(process.execPath, [program, 'lint'], { stdio: ['ignore', full, 'pipe'], env }),
  ).ended;
  expect(ended.stderr).toMatch(/^The output could not be written: ENOSPC/);
  expect(ended.code).toBe(2);
});

test('a fault that nobody caught is an error', async () => {
  const source = join(import.meta.dirname, '../../runbook-runner/cli/last-resort.ts');
  const code = `
    const { endOnFault } = await import(${JSON.stringify(source)});
    endOnFault(process);
    setTimeout(() => { throw new Error('unforeseen'); });
    setInterval(() => {}, 1000);`;
  const { stderr, code: exit } = await watch(spawn(process.execPath, ['--input-type=module', '-e', code]))
    .ended;
  expect(stderr).toContain('internal: Error: unforeseen');
  expect(exit).toBe(2);
});
