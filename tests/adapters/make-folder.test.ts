import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../runbook-runner/adapters/make-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'playbook-make-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('makes what is missing above it too, and tells what it made', () => {
  const path = join(home, 'a/b/c');
  expect(makeFolder(path, 0o700)).toBe(true);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o700);
  expect(makeFolder(path, 0o700)).toBe(false);
});

test('a link to a folder is one; a file, or a link to nothing, is said to be in the way', () => {
  mkdirSync(join(home, 'there'));
  symlinkSync(join(home, 'there'), join(home, 'link'));
  symlinkSync(join(home, 'gone'), join(home, 'dangling'));
  writeFileSync(join(home, 'file'), '');
  expect(makeFolder(join(home, 'link'), 0o700)).toBe(false);
  expect(() => makeFolder(join(home, 'dangling'), 0o700)).toThrow('EEXIST');
  expect(() => makeFolder(join(home, 'file'), 0o700)).toThrow('EEXIST');
  expect(() => makeFolder(join(home, 'file/below'), 0o700)).toThrow('ENOTDIR');
});

test.runIf(process.platform === 'linux')('gives up where a file system takes no folders', () => {
  expect(() => makeFolder('/proc/1/nothing', 0o700)).toThrow('ENOENT');
  expect(() => makeFolder('/proc/nothing/below', 0o700)).toThrow('ENOENT');
});
