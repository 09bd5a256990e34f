import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bundleWhenStale } from '../../runbook-runner/bundle.mjs';
import { ROOT, temporaryFolder } from './program.ts';

const run = promisify(execFile);

/** A program of two files, with the bundler of this one. */
function smallProgram(): string {
  const root = temporaryFolder();
  for (const folder of ['runbook-runner/cli', 'runbook-runner/sandbox'])
    mkdirSync(join(root, folder), { recursive: true });
  cpSync(join(ROOT, 'package-lock.json'), join(root, 'package-lock.json'));
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(
    join(root, 'runbook-runner/entry.mjs'),
    "const { say } = await import('./cli/say.ts'); say();\n",
  );
  writeSay(root, 'first');
  return root;
}

function writeSay(root: string, word: string) {
  const file = join(root, 'runbook-runner/cli/say.ts');
  writeFileSync(file, `export function say(): void { console.log('${word}'); }\n`);
}

const said = async (root: string) =>
  (await run(process.execPath, [join(root, 'dist/runner/playbook.mjs')])).stdout.trim();

describe('bundleWhenStale', () => {
  test('bundles once, and again only after a source changed', async () => {
    const root = smallProgram();
    expect(await bundleWhenStale(root)).toBe(true);
    expect(await said(root)).toBe('first');
    expect(await bundleWhenStale(root)).toBe(false);
    writeSay(root, 'second');
    expect(await bundleWhenStale(root)).toBe(true);
    expect(await said(root)).toBe('second');
  });

  test('a lockfile that changed makes it stale too', async () => {
    const root = smallProgram();
    await bundleWhenStale(root);
    utimesSync(join(root, 'package-lock.json'), 1, 1);
    expect(await bundleWhenStale(root)).toBe(true);
  });

  test('the chunks of an earlier program stay, for those that still run it', async () => {
    const root = smallProgram();
    await bundleWhenStale(root);
    const before = readdirSync(join(root, 'dist/runner/chunks'));
    writeSay(root, 'second');
    await bundleWhenStale(root);
    const after = readdirSync(join(root, 'dist/runner/chunks'));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.length).toBeGreaterThan(before.length);
  });

  test('chunks that no program has used for a week go', async () => {
    const root = smallProgram();
    await bundleWhenStale(root);
    const [old = ''] = readdirSync(join(root, 'dist/runner/chunks'));
    const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
    utimesSync(join(root, 'dist/runner/chunks', old), longAgo, longAgo);
    writeSay(root, 'second');
    await bundleWhenStale(root);
    expect(readdirSync(join(root, 'dist/runner/chunks'))).not.toContain(old);
  });

  test('four at once leave a whole program and nothing beside it', async () => {
    const root = smallProgram();
    const code = `const { bundleWhenStale } = await import(${JSON.stringify(join(ROOT, 'runbook-runner/bundle.mjs'))});
      await bundleWhenStale(${JSON.stringify(root)});`;
    await Promise.all(
      [1, 2, 3, 4].map(() => run(process.execPath, ['--input-type=module', '-e', code], { cwd: root })),
    );
    expect(await said(root)).toBe('first');
    expect(readdirSync(join(root, 'dist'))).toEqual(['runner']);
    expect(await bundleWhenStale(root)).toBe(false);
  });

  test('a source that does not compile leaves the program as it was', async () => {
    const root = smallProgram();
    await bundleWhenStale(root);
    const before = readFileSync(join(root, 'dist/runner/playbook.mjs'), 'utf8');
    writeFileSync(join(root, 'runbook-runner/cli/say.ts'), 'export function say( {');
    await expect(bundleWhenStale(root)).rejects.toThrow('say.ts');
    expect(readFileSync(join(root, 'dist/runner/playbook.mjs'), 'utf8')).toBe(before);
    expect(readdirSync(join(root, 'dist'))).toEqual(['runner']);
  });
});

/** Prints the files that a process loads, as it ends. */
const NAME_LOADED = `import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  process.on('exit', () => console.error(JSON.stringify(loaded)));`;

test('a check reads a few files of the bundle, and none that starts something else', async () => {
  await bundleWhenStale(ROOT);
  const program = join(ROOT, 'dist/runner/playbook.mjs');
  const env = { ...process.env, PLAYBOOK_HOME: temporaryFolder() };
  // There is no sandbox, so the check ends as an error; what it loads to find that out is what counts.
  const check = (...flags: string[]) =>
    run(process.execPath, [...flags, program, 'check', 'lumenpay-availability'], { env }).catch(
      (error: { stderr: string }) => error,
    );
  // The first one reads the playbook itself.
  await check();
  const { stderr } = await check('--import', `data:text/javascript,${encodeURIComponent(NAME_LOADED)}`);
  const loaded: string[] = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  const files = loaded
    .filter((url) => url.includes('dist/runner/'))
    .map((url) => url.split('dist/runner/')[1]);
  expect(files.filter((file) => !file?.startsWith('chunks/'))).toEqual(['playbook.mjs']);
  expect(files.length, files.join('\n')).toBeLessThan(25);
});
