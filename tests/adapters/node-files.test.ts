import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { contentFiles } from '../../runbook-runner/playbook/content-files.ts';
import { createReport } from '../../runbook-runner/playbook/diagnostics.ts';

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'));
  put('content/b.yaml', 'b');
  put('content/deep/a.mdx', 'a');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('list and read', () => {
  test('every file, sorted, from the root; hidden files and links are left out', () => {
    put('content/.swp', 'x');
    symlinkSync('/etc/passwd', join(root, 'content/link'));
    expect(createFiles(root).list('content')).toEqual(['content/b.yaml', 'content/deep/a.mdx']);
  });

  test('a folder that does not exist is empty', () => {
    expect(createFiles(root).list('nowhere')).toEqual([]);
  });

  test('reads text', () => {
    expect(createFiles(root).read('content/deep/a.mdx')).toBe('a');
  });

  test('the character U+FFFD is told from bytes that are not UTF-8', () => {
    put('src/content/contracts/character.yaml', 'a \ufffd');
    writeFileSync(join(root, 'src/content/contracts/latin.yaml'), Uint8Array.of(0x61, 0xff));
    const report = createReport();
    contentFiles(createFiles(root), report);
    expect(report.diagnostics()).toMatchObject([
      { code: 'not-utf8', location: { file: 'src/content/contracts/latin.yaml', line: 1, column: 2 } },
    ]);
  });

  test('a link and a pipe in the playbook are told, since nothing reads them', () => {
    put('src/content/checks/_old.yaml', 'x');
    put('shared/checks/a.yaml', 'x');
    symlinkSync('../../shared/checks', join(root, 'src/content/shared'));
    symlinkSync('../../../shared/checks/a.yaml', join(root, 'src/content/checks/linked.yaml'));
    symlinkSync('nowhere', join(root, 'src/content/checks/_linked.yaml'));
    symlinkSync('somebody@host.1234', join(root, 'src/content/checks/.#old.yaml'));
    execFileSync('mkfifo', [join(root, 'src/content/checks/pipe.yaml')]);
    const report = createReport();
    contentFiles(createFiles(root), report);
    const told = (file: string) => ({
      code: 'stray-file',
      message: `Nothing reads "src/content/${file}": it is no plain file.`,
      hint: 'A link is not followed: put the file itself here.',
    });
    expect(report.diagnostics()).toMatchObject([
      told('checks/linked.yaml'),
      told('checks/pipe.yaml'),
      told('shared'),
    ]);
  });

  test.each(['missing.yaml', '../outside', '/../../etc/passwd', 'content/link'])(
    'refuses to read %s',
    (path) => {
      symlinkSync('/etc/passwd', join(root, 'content/link'));
      expect(() => createFiles(root).read(path)).toThrow(expect.objectContaining({ code: 'not_found' }));
    },
  );
});

describe('fingerprint', () => {
  const changes: Record<string, () => void> = {
    'an edit of the same length and time': () => {
      put('content/b.yaml', 'B');
      utimesSync(join(root, 'content/b.yaml'), 1, 1);
    },
    'a new file': () => put('content/deep/c.yaml', ''),
    'a new link': () => symlinkSync('b.yaml', join(root, 'content/link.yaml')),
    'a removed file': () => rmSync(join(root, 'content/b.yaml')),
    'a renamed file': () => renameSync(join(root, 'content/b.yaml'), join(root, 'content/c.yaml')),
  };

  test.each(Object.entries(changes))('changes with %s', (_, change) => {
    utimesSync(join(root, 'content/b.yaml'), 1, 1);
    const files = createFiles(root);
    const before = files.fingerprint('content');
    expect(files.fingerprint('content')).toBe(before);
    change();
    expect(files.fingerprint('content')).not.toBe(before);
  });

  test('does not change with a file elsewhere', () => {
    const files = createFiles(root);
    const before = files.fingerprint('content');
    put('other/x', 'x');
    expect(files.fingerprint('content')).toBe(before);
  });
});
