import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { noticedFiles } from '../../runbook-runner/adapters/noticed-files.ts';

const FOLDER = 'content';
let root: string;
const at = (path: string) => join(root, FOLDER, path);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'playbook-noticed-'));
  mkdirSync(at('checks/deep'), { recursive: true });
  writeFileSync(at('checks/deep/one.yaml'), 'one: 1\n');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Counts the looks at every file, which is what an unchanged folder is spared. */
function noticed(tells = true) {
  const seen = { looks: 0, nowMs: 0 };
  const real = createFiles(root);
  const counted = {
    ...real,
    fingerprint(folder: string) {
      seen.looks += 1;
      return real.fingerprint(folder);
    },
  };
  const files = noticedFiles(counted, root, { monotonicMs: () => seen.nowMs, tells: () => tells });
  return { seen, fingerprint: async () => files.fingerprint(FOLDER) };
}

test('a folder in which nothing changed is looked at once', async () => {
  const { seen, fingerprint } = noticed();
  const first = await fingerprint();
  for (let index = 0; index < 5; index += 1) expect(await fingerprint()).toBe(first);
  expect(seen.looks).toBe(1);
  expect(first).toBe(createFiles(root).fingerprint(FOLDER));
});

describe('the next call knows of', () => {
  test.each([
    ['an edit', () => writeFileSync(at('checks/deep/one.yaml'), 'one: 2\n')],
    ['a new file', () => writeFileSync(at('two.yaml'), 'two: 2\n')],
    ['a file that is gone', () => rmSync(at('checks/deep/one.yaml'))],
    ['a folder that was moved', () => renameSync(at('checks'), at('tests'))],
    ['a folder that is gone', () => rmSync(at('checks'), { recursive: true })],
    [
      'a file in a new folder',
      () => {
        mkdirSync(at('new'));
        writeFileSync(at('new/three.yaml'), '');
      },
    ],
    [
      'an edit by another program',
      () => execFileSync('sh', ['-c', `echo 3 > '${at('checks/deep/one.yaml')}'`]),
    ],
  ])('%s', async (_what, edit) => {
    const { fingerprint } = noticed();
    const before = await fingerprint();
    edit();
    const after = await fingerprint();
    expect(after).not.toBe(before);
    expect(after).toBe(createFiles(root).fingerprint(FOLDER));
  });

  test('each of many edits, of a file in a folder that came later', async () => {
    const { fingerprint } = noticed();
    await fingerprint();
    mkdirSync(at('late'));
    const seen = new Set<string>();
    for (let index = 0; index < 50; index += 1) {
      writeFileSync(at('late/file.yaml'), 'x'.repeat(index));
      seen.add(await fingerprint());
    }
    expect(seen.size).toBe(50);
  });
});

test('after a while the files are looked at, whatever was told', async () => {
  const { seen, fingerprint } = noticed();
  await fingerprint();
  seen.nowMs = 9_999;
  await fingerprint();
  expect(seen.looks).toBe(1);
  seen.nowMs = 10_000;
  await fingerprint();
  expect(seen.looks).toBe(2);
});

test('where the system does not tell, each call looks', async () => {
  const { seen, fingerprint } = noticed(false);
  const before = await fingerprint();
  writeFileSync(at('two.yaml'), '');
  expect(await fingerprint()).not.toBe(before);
  await fingerprint();
  expect(seen.looks).toBe(3);
});

test('a folder that is not there yet is noticed when it comes', async () => {
  rmSync(at('.'), { recursive: true });
  const { fingerprint } = noticed();
  const before = await fingerprint();
  mkdirSync(at('.'));
  writeFileSync(at('one.yaml'), '');
  expect(await fingerprint()).not.toBe(before);
});

test('calls at once look once, and know the same', async () => {
  const { seen, fingerprint } = noticed();
  const all = await Promise.all([fingerprint(), fingerprint(), fingerprint()]);
  expect(new Set(all).size).toBe(1);
  expect(seen.looks).toBe(1);
});
