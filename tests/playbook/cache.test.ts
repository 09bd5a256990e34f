import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { noticedFiles } from '../../runbook-runner/adapters/noticed-files.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import {
  openPlaybook,
  type PlaybookSources,
  packPlaybook,
  unpackPlaybook,
  watchPlaybook,
} from '../../runbook-runner/playbook/cache.ts';
import type { CachePort } from '../../runbook-runner/ports/cache.ts';
import { kinds, loaded, WHOLE } from './fixture.ts';

function memory(): CachePort & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return { kept, read: (key) => kept.get(key), write: (key, bytes) => void kept.set(key, bytes) };
}

let root: string;
const file = (path: string) => join(root, 'src/content', path);

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'playbook-cache-'));
  for (const [path, text] of Object.entries(WHOLE)) {
    await mkdir(dirname(file(path)), { recursive: true });
    writeFileSync(file(path), text);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

/** Sources over the real files; `loads` counts how often they were parsed. */
function sources() {
  const counted = { loads: 0 };
  const made: PlaybookSources = {
    files: createFiles(root),
    cache: memory(),
    version: '1',
    kinds: () => {
      counted.loads += 1;
      return kinds;
    },
  };
  return { ...made, counted };
}

test('what comes from the cache is what was loaded, maps included', async () => {
  const from = sources();
  const first = await openPlaybook(from);
  const second = await openPlaybook(from);
  expect(from.counted.loads).toBe(1);
  expect(second).toEqual(first);
});

describe('every edit is noticed', () => {
  const edits: readonly (readonly [string, () => void])[] = [
    [
      'a file changed',
      () => writeFileSync(file('checks/ping.yaml'), `${WHOLE['checks/ping.yaml']}cost: 2\n`),
    ],
    ['a file added', () => writeFileSync(file('docs/new.mdx'), '---\ntitle: N\ndescription: d\n---\n')],
    ['a file removed', () => rmSync(file('severity.yaml'))],
    ['a file renamed', () => renameSync(file('docs/changelog/first.mdx'), file('docs/changelog/second.mdx'))],
    [
      'a byte changed, and the size and time put back',
      () => {
        const path = file('checks/ping.yaml');
        const { atime, mtime } = statSync(path);
        writeFileSync(path, readFileSync(path, 'utf8').replace('Pay answers', 'Pay Answers'));
        utimesSync(path, atime, mtime);
      },
    ],
  ];
  const ways = [
    ['by a look at each file', () => createFiles(root)],
    ['by what the system tells', () => noticedFiles(createFiles(root), root, createClock())],
  ] as const;
  const all = edits.flatMap(([what, edit]) => ways.map(([how, files]) => [what, how, edit, files] as const));
  test.each(all)('%s, %s', async (_what, _how, edit, files) => {
    const from = { ...sources(), files: files() };
    const watch = watchPlaybook(from);
    await openPlaybook(from);
    const before = await watch();
    edit();
    const after = await openPlaybook(from);
    expect(from.counted.loads).toBe(2);
    expect(after).not.toEqual(before);
    expect(await watch()).toEqual(after);
  });
});

test('a playbook with faults is not kept', async () => {
  writeFileSync(file('checks/ping.yaml'), 'title: [');
  const from = sources();
  expect((await openPlaybook(from)).ok).toBe(false);
  expect((await openPlaybook(from)).ok).toBe(false);
  expect(from.counted.loads).toBe(2);
});

test('another version of the program reads the files anew', async () => {
  const from = sources();
  await openPlaybook(from);
  await openPlaybook({ ...from, version: '2' });
  expect(from.counted.loads).toBe(2);
});

test('a damaged or foreign entry is a miss, at every length', async () => {
  const bytes = packPlaybook(await loaded(), 'key');
  expect(unpackPlaybook(bytes, 'key')).toBeDefined();
  expect(unpackPlaybook(bytes, 'other')).toBeUndefined();
  expect(unpackPlaybook(undefined, 'key')).toBeUndefined();
  for (let length = 0; length < bytes.length; length += 97) {
    expect(unpackPlaybook(bytes.subarray(0, length), 'key')).toBeUndefined();
  }
});

test('calls at the same time share one load', async () => {
  const from = sources();
  const watch = watchPlaybook(from);
  const results = await Promise.all([watch(), watch(), watch()]);
  expect(new Set(results).size).toBe(1);
  expect(from.counted.loads).toBe(1);
});

test('each file is looked at once for a load, also where a program lives long', async () => {
  const from = sources();
  const files = createFiles(root);
  let looks = 0;
  const fingerprint = (folder: string) => {
    looks += 1;
    return files.fingerprint(folder);
  };
  await watchPlaybook({ ...from, files: { ...files, fingerprint } })();
  expect(looks).toBe(1);
});

test('a hit imports no parser and no schema', async () => {
  const from = sources();
  await openPlaybook(from);
  const bytes = (from.cache as ReturnType<typeof memory>).kept.get('playbook') ?? new Uint8Array();
  writeFileSync(join(root, 'kept'), bytes);
  const modules = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', CHILD, root, resolve('runbook-runner')], {
      encoding: 'utf8',
    }),
  ) as { ok: boolean; urls: string[] };
  expect(modules.ok).toBe(true);
  expect(modules.urls.some((url) => url.endsWith('/playbook/cache.ts'))).toBe(true);
  expect(modules.urls.filter((url) => /node_modules|playbook\/load\.ts/.test(url))).toEqual([]);
});

const CHILD = `
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
const [root, runner] = process.argv.slice(1);
const urls = [];
registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
const { createFiles } = await import(join(runner, 'adapters/node-files.ts'));
const { openPlaybook } = await import(join(runner, 'playbook/cache.ts'));
const cache = { read: () => readFileSync(join(root, 'kept')), write() {} };
const kinds = () => { throw new Error('a hit needs no kinds'); };
const { ok } = await openPlaybook({ files: createFiles(root), kinds, cache, version: '1' });
console.log(JSON.stringify({ ok, urls }));
`;
