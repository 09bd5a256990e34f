// Where a private file is written: through links, and on a disk without room.
import { execFile, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changePrivate, readPrivate } from '../../runbook-runner/adapters/private-file.ts';
import { canMount } from '../threats/support/world.ts';

const MODULE = new URL('../../runbook-runner/adapters/private-file.ts', import.meta.url).href;
let folder: string;
let root: string;
let own: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-'));
  [root, own] = [join(folder, 'repository'), join(folder, 'own')];
  mkdirSync(root);
  mkdirSync(own, { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a link to a file that does not exist yet is no file, and the first write makes that file', () => {
  symlinkSync('second', join(own, 'first'));
  symlinkSync('kept/../secrets.json', join(own, 'second'));
  mkdirSync(join(own, 'kept'));
  expect(readPrivate(join(own, 'first'), root)).toBeUndefined();
  changePrivate(join(own, 'first'), root, () => 'text');
  expect(['first', 'second'].map((name) => lstatSync(join(own, name)).isSymbolicLink())).toEqual([
    true,
    true,
  ]);
  expect(readFileSync(join(own, 'secrets.json'), 'utf8')).toBe('text');
  expect(readPrivate(join(own, 'first'), root)?.toString()).toBe('text');
});

test('such a link into the repository, and links in a circle, are refused', () => {
  symlinkSync(join(root, 'new.json'), join(own, 'inside'));
  expect(() => changePrivate(join(own, 'inside'), root, () => 'text')).toThrow('inside the repository');
  symlinkSync('circle', join(own, 'circle'));
  const refusal = expect.objectContaining({ code: 'secrets_untrusted' });
  expect(() => changePrivate(join(own, 'circle'), root, () => 'text')).toThrow(refusal);
  expect(() => readPrivate(join(own, 'circle'), root)).toThrow(refusal);
});

test.runIf(canMount())('a full disk is called so', () => {
  const code = `import { changePrivate } from ${JSON.stringify(MODULE)};
try { changePrivate(${JSON.stringify(join(own, 'secrets.json'))}, ${JSON.stringify(root)}, () => 'x'.repeat(100_000)); }
catch (error) { console.log(error.code); }`;
  const script = 'mount -t tmpfs -o size=8k,mode=700 tmpfs "$1" && exec "$2" --input-type=module -e "$3"';
  const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', own, process.execPath, code], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('storage_full\n');
});

test('what several processes put in at once is all there', async () => {
  const file = join(own, 'secrets.json');
  const code = `import { changePrivate } from ${JSON.stringify(MODULE)};
for (let i = 0; i < 20; i += 1) changePrivate(${JSON.stringify(file)}, ${JSON.stringify(root)}, (now) => (now ?? '') + '.');`;
  const write = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  await Promise.all([write(), write(), write()]);
  expect(readFileSync(file, 'utf8')).toHaveLength(60);
});
