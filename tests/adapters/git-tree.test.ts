import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
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
afterEach(() => void vi.unstubAllEnvs());

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

test('a program in the folder is not taken for git, and a missing one is said to be missing', () => {
  writeFileSync(join(root, 'git'), '#!/bin/sh\ntouch started\n', { mode: 0o755 });
  vi.stubEnv('PATH', '.');
  expect(() => filesAtRevision(root, 'HEAD', 'content')).toThrow('Git was not found');
});
