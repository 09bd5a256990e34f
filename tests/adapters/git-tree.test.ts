import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesAtRevision } from '../../runbook-runner/adapters/git-tree.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';

const WHO = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
const TREE = new URL('../../runbook-runner/adapters/git-tree.ts', import.meta.url).href;
let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-C', root, ...WHO, ...args], { encoding: 'utf8' }).trim();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'git-tree-'));
  git('init', '-q');
  mkdirSync(join(root, 'content/.idea'), { recursive: true });
  writeFileSync(join(root, 'content/a\tb.yaml'), 'tab');
  writeFileSync(join(root, 'content/z.yaml'), 'last');
  writeFileSync(join(root, 'content/.draft.yaml'), 'hidden');
  writeFileSync(join(root, 'content/.idea/x.yaml'), 'hidden too');
  symlinkSync('z.yaml', join(root, 'content/link.yaml'));
  git('add', '-A');
  // A commit in the place of a blob: what a submodule is in a tree.
  git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},content/module`);
  git('commit', '-qm', 'All sorts');
});
afterAll(() => rmSync(root, { recursive: true }));

test('a revision has the files that the work tree has: no link, no submodule, nothing hidden', () => {
  const then = filesAtRevision(root, 'HEAD', 'content');
  expect(then.list('content')).toEqual(createFiles(root).list('content'));
  expect(then.list('content').map(then.read)).toEqual(['tab', 'last']);
});

test('a playbook below the root of its repository is read from there', () => {
  mkdirSync(join(root, 'teams/shop/content'), { recursive: true });
  writeFileSync(join(root, 'teams/shop/content/own.yaml'), 'own');
  git('add', 'teams');
  git('commit', '-qm', 'One more');
  const then = filesAtRevision(join(root, 'teams/shop'), 'HEAD', 'content');
  expect(then.list('content')).toEqual(['content/own.yaml']);
  expect(then.read('content/own.yaml')).toBe('own');
});

test('no program below the folder is taken for git, and a missing one is said to be missing', () => {
  const own = join(root, 'node_modules/.bin');
  mkdirSync(own, { recursive: true });
  for (const folder of [root, own])
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n: > '${root}/started'\n`, { mode: 0o755 });
  const code = `import { filesAtRevision } from ${JSON.stringify(TREE)};
try { filesAtRevision(${JSON.stringify(root)}, 'HEAD', 'content'); } catch (error) { console.log(error.message); }`;
  // In the folder itself: an entry of PATH that is relative leads there.
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    ...{ cwd: root, encoding: 'utf8' },
    env: { PATH: ['.', '', own].join(delimiter) },
  });
  expect(said).toMatch(/^Git was not found/);
  expect(existsSync(join(root, 'started'))).toBe(false);
});
