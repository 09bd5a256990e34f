import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimFolder, readServeFile, type ServeFile } from '../../runbook-runner/adapters/serve-lock.ts';
import { openStateFolder, type StateFolder } from '../../runbook-runner/adapters/state-folder.ts';

const LOCK = join(import.meta.dirname, '../../runbook-runner/adapters/serve-lock.ts');
const STATE = join(import.meta.dirname, '../../runbook-runner/adapters/state-folder.ts');
const announcement: ServeFile = {
  pid: 4711,
  port: 4747,
  url: 'http://127.0.0.1:4747',
  controlToken: 'token',
  since: '2026-11-22T10:00:00.000Z',
};

let folder: StateFolder;
beforeEach(() => {
  folder = openStateFolder(mkdtempSync(join(tmpdir(), 'playbook-lock-')));
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

/** A process that serves the folder until it is killed. */
async function otherServe() {
  const code = `
    const { claimFolder } = await import(${JSON.stringify(LOCK)});
    const { openStateFolder } = await import(${JSON.stringify(STATE)});
    const lock = claimFolder(openStateFolder(${JSON.stringify(folder.path)}));
    lock.announce({ ...${JSON.stringify(announcement)}, pid: process.pid });
    console.log('serving');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('one serve owns a folder', () => {
  test('a second is refused by the pid, the port and the time of the first', () => {
    const lock = claimFolder(folder);
    lock.announce(announcement);
    expect(() => claimFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'folder_owned',
        message: `${folder.path} is served by process 4711 at http://127.0.0.1:4747, since 2026-11-22T10:00:00.000Z.`,
        data: { pid: 4711, port: 4747, since: '2026-11-22T10:00:00.000Z' },
      }),
    );
    lock.release();
    claimFolder(folder).release();
  });

  test('the lock of a killed process is free at once, and its announcement is not believed', async () => {
    const other = await otherServe();
    expect(() => claimFolder(folder)).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ pid: other.pid }) }),
    );
    expect(readServeFile(folder)).toMatchObject({ pid: other.pid });
    other.kill('SIGKILL');
    await once(other, 'close');
    expect(readServeFile(folder)).toBeUndefined();
    claimFolder(folder).release();
  });

  test('an announcement that nobody stands behind is not believed, though its pid lives', () => {
    writeFileSync(folder.file('serve.json'), JSON.stringify({ ...announcement, pid: process.pid }), {
      mode: 0o600,
    });
    expect(readServeFile(folder)).toBeUndefined();
  });

  test('the announcement holds a token: others cannot read it', () => {
    const lock = claimFolder(folder);
    lock.announce(announcement);
    expect(statSync(folder.file('serve.json')).mode & 0o777).toBe(0o600);
    lock.release();
    expect(readServeFile(folder)).toBeUndefined();
  });

  test('a folder that cannot hold a lock is unwritable', () => {
    const gone = { path: '/dev/null/x', file: (name: string) => `/dev/null/x/${name}` };
    expect(() => claimFolder(gone)).toThrow(expect.objectContaining({ code: 'folder_unwritable' }));
  });
});
