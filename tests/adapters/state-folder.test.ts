import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStateFolder, statePath, unwritable } from '../../runbook-runner/adapters/state-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'playbook-state-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('where the state folder is', () => {
  test.each([
    [{}, '/repo/.playbook'],
    [{ PLAYBOOK_HOME: '' }, '/repo/.playbook'],
    [{ PLAYBOOK_HOME: '/elsewhere' }, '/elsewhere'],
    [{ PLAYBOOK_HOME: 'here' }, join(process.cwd(), 'here')],
    [{ PLAYBOOK_HOME: '~/state', HOME: '/home/$&' }, '/home/$&/state'],
    [{ PLAYBOOK_HOME: '~' }, homedir()],
    [{ PLAYBOOK_HOME: '~other/state' }, join(process.cwd(), '~other/state')],
  ])('%j → %s', (environment, path) => {
    expect(statePath('/repo', environment)).toBe(path);
  });
});

test.each([
  ['the file system', { code: 'ENOSPC' }],
  ['a quota', { code: 'EDQUOT' }],
  ['SQLite', { code: 'ERR_SQLITE_ERROR', errcode: 13 }],
])('a disk without room, as %s tells it, is not called a folder that cannot be written', (_, said) => {
  expect(unwritable('/state', Object.assign(new Error('no room'), said))).toMatchObject({
    code: 'storage_full',
    message: 'There is no room left to write /state.',
    hint: expect.stringContaining('Free some space'),
  });
});

describe('openStateFolder', () => {
  test('a folder that is missing is made for its owner alone, whatever the umask', () => {
    for (const umask of [0o000, 0o777]) {
      const path = join(home, `made-under-${umask.toString(8)}`);
      const before = process.umask(umask);
      try {
        openStateFolder(path);
      } finally {
        process.umask(before);
      }
      expect(mode(path)).toBe('700');
    }
  });

  test('a symbolic link is refused, and nobody is told to change the mode of what it leads to', () => {
    const path = join(home, 'link');
    symlinkSync(home, path);
    expect(() => openStateFolder(path)).toThrow(
      expect.objectContaining({
        code: 'folder_exposed',
        message: `${path} is a symbolic link, which may lead anywhere.`,
        hint: expect.not.stringContaining('chmod'),
      }),
    );
  });

  test('a folder that others can read is refused, with the command that closes it', () => {
    const path = join(home, 'open');
    mkdirSync(path);
    chmodSync(path, 0o755);
    expect(() => openStateFolder(path)).toThrow(
      expect.objectContaining({
        code: 'folder_exposed',
        message: `${path} has mode 0755: other users of this machine can read it.`,
        hint: `Close it: chmod 700 ${path}`,
      }),
    );
  });

  test.each(['store.sqlite', 'serve.json', 'sandbox.json'])('%s with mode 0644 is refused', (name) => {
    writeFileSync(join(home, name), '', { mode: 0o644 });
    expect(() => openStateFolder(home)).toThrow(
      expect.objectContaining({ code: 'folder_exposed', hint: `Close it: chmod 600 ${join(home, name)}` }),
    );
  });

  test('a path with a space or a quote is quoted in the command', () => {
    const path = join(home, "it's open");
    mkdirSync(path);
    chmodSync(path, 0o750);
    expect(() => openStateFolder(path)).toThrow(
      expect.objectContaining({ hint: `Close it: chmod 700 '${home}/it'\\''s open'` }),
    );
  });

  test('a file in the place of the folder is unwritable', () => {
    const path = join(home, 'file');
    writeFileSync(path, '', { mode: 0o600 });
    expect(() => openStateFolder(join(path, 'below'))).toThrow(
      expect.objectContaining({ code: 'folder_unwritable', hint: expect.stringContaining('PLAYBOOK_HOME=') }),
    );
  });
});
