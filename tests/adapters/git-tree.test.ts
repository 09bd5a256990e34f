import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesAtRevision } from '../../runbook-runner/adapters/git-tree.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';

const WHO = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
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
