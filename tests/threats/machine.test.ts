// Other people and full disks on the same machine.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { canMount, startWorld, type World } from './support/world.ts';

let world: World;
afterEach(() => world.close());

const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;

test('the state is 0600 in a 0700 folder', async () => {
  world = await startWorld();
  await world.check('ping');
  expect(statSync(world.home).mode & 0o777).toBe(0o700);
  const open = readdirSync(world.home, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => (statSync(join(world.home, entry.name)).mode & 0o077) !== 0)
    .map((entry) => entry.name);
  expect(open).toEqual([]);
});

test('a database that others may read is refused, with the fix', async () => {
  world = await startWorld();
  await world.check('ping');
  await world.stop();
  chmodSync(join(world.home, 'store.sqlite'), 0o644);
  await expect(world.restart()).rejects.toThrow(/store\.sqlite[\s\S]*chmod 600/);
});

test.runIf(asRoot)('another user gets EACCES for the token, and 401 without it', async () => {
  world = await startWorld();
  const code = `
    const fs = require('node:fs');
    try { fs.readFileSync(${JSON.stringify(join(world.home, 'serve.json'))}); console.log('read'); }
    catch (error) { console.log(error.code); }
    fetch('${world.url}/api/status').then((answer) => console.log(answer.status));
  `;
  const other = spawnSync(process.execPath, ['-e', code], { uid: NOBODY, gid: NOBODY, cwd: '/' });
  expect(String(other.stdout).trim().split('\n')).toEqual(['EACCES', '401']);
});

test.runIf(canMount())(
  'a full disk answers 507 before acting, and works again once there is room',
  async () => {
    world = await startWorld({ disk: '4m' });
    expect((await world.check('ping')).result?.status).toBe('pass');
    const home = `/proc/${world.pid}/root${world.home}`;
    const filler = join(home, 'filler');
    fill(filler);
    const before = world.upstream.seen.length;
    const refused = await world.ask(
      'POST',
      '/api/actions/change/runs',
      await world.sealed({ dryRun: false }),
      { 'idempotency-key': 'the-disk-is-full' },
    );
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({ code: 'storage_full' });
    expect(world.upstream.seen.slice(before)).toEqual([]);
    rmSync(filler);
    expect((await world.check('ping')).result?.status).toBe('pass');
    const copy = join(world.root, 'copy');
    cpSync(home, copy, { recursive: true });
    const database = new DatabaseSync(join(copy, 'store.sqlite'));
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  },
);

/** Writes until not one byte more fits. */
function fill(path: string): void {
  for (let bytes = 2 ** 20; bytes >= 1; bytes /= 16) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // This much does not fit any more; less may.
    }
  }
}
