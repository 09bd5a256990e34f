// Other people and full disks on the same machine.
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startWorld, type World } from './support/world.ts';

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
  await world.restart().catch(() => undefined);
  const { problem, result } = await world.check('ping').catch((error: Error) => ({
    problem: { code: 'not started', detail: error.message },
    result: undefined,
  }));
  expect(result).toBeUndefined();
  expect(JSON.stringify(problem)).toMatch(/chmod|folder_exposed|not started/);
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
