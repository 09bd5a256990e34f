import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  builtReaches,
  requireSite,
  siteBuild,
  siteIsHalfBuilt,
} from '../../runbook-runner/adapters/site-build.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';

const signal = new AbortController().signal;
const page = { id: 'scenarios/x', seal: 'sha256-a', reaches: { 'checks/c': 'digest' } };
const playbook = { pages: new Map([[page.id, page]]) } as unknown as Playbook;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'playbook-site-'));
  put('src/content/docs/index.mdx', 'Home');
  put('package-lock.json', '{}');
  astro("mkdirSync('dist/site', { recursive: true }); writeFileSync('dist/site/index.html', 'Home');");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A program in the place of Astro's. */
function astro(code: string) {
  put('node_modules/astro/bin/astro.mjs', `import { mkdirSync, writeFileSync } from 'node:fs';\n${code}\n`);
}

describe('whether the site is current', () => {
  test('it is stale before the first build, and current after it', async () => {
    expect(() => requireSite(root)).toThrow(expect.objectContaining({ code: 'site_missing' }));
    const build = siteBuild(root, 'commit-1');
    expect(build.stale).toBe(true);
    await build.run(playbook, () => undefined, signal);
    expect(siteBuild(root, 'commit-1').stale).toBe(false);
    requireSite(root);
  });

  test.each([
    ['an edited page', () => put('src/content/docs/index.mdx', 'Home, edited')],
    ['a new file', () => put('public/robots.txt', '')],
    ['another lockfile', () => put('package-lock.json', '{ }')],
    ['a change of the program', () => put('runbook-runner/new.ts', '')],
  ])('%s makes it stale', async (_, change) => {
    await siteBuild(root, 'commit-1').run(playbook, () => undefined, signal);
    change();
    expect(siteBuild(root, 'commit-1').stale).toBe(true);
  });

  test('a new commit makes it stale, since every page names it', async () => {
    await siteBuild(root, 'commit-1').run(playbook, () => undefined, signal);
    expect(siteBuild(root, 'commit-2').stale).toBe(true);
  });
});

test('from its beginning until it is done, and when it failed, a build leaves half a site', async () => {
  expect(siteIsHalfBuilt(root)).toBe(false);
  await siteBuild(root, 'commit-1').run(playbook, () => undefined, signal);
  expect(siteIsHalfBuilt(root)).toBe(false);
  astro('console.log("begun"); process.exit(1);');
  const during: boolean[] = [];
  const building = siteBuild(root, 'commit-2').run(
    playbook,
    () => during.push(siteIsHalfBuilt(root)),
    signal,
  );
  await expect(building).rejects.toThrow();
  expect([...during, siteIsHalfBuilt(root)]).toEqual([true, true]);
});

test('a build that fails tells what Astro said, and stays stale', async () => {
  astro(
    "process.stdout.write('half a '); process.stdout.write('line\\n\\u001b[31mred\\u001b[0m\\n'); process.exit(1);",
  );
  const said: string[] = [];
  const build = siteBuild(root, 'commit-1');
  await expect(build.run(playbook, (line) => said.push(line), signal)).rejects.toThrow('could not be built');
  expect(said).toEqual(['half a line', 'red']);
  expect(siteBuild(root, 'commit-1').stale).toBe(true);
});

test('a forced build that fails leaves the site stale, though nothing changed', async () => {
  await siteBuild(root, 'commit-1').run(playbook, () => undefined, signal);
  astro('process.exit(1);');
  await expect(siteBuild(root, 'commit-1').run(playbook, () => undefined, signal)).rejects.toThrow();
  expect(siteBuild(root, 'commit-1').stale).toBe(true);
});

test('a build that is interrupted ends with the reason, and its process with it', async () => {
  astro('setInterval(() => {}, 1000); console.log("building");');
  const controller = new AbortController();
  const building = siteBuild(root, 'c').run(
    playbook,
    () => controller.abort(new Error('Ctrl-C')),
    controller.signal,
  );
  await expect(building).rejects.toThrow('Ctrl-C');
});

test('what a page reached when it was built is known by its seal', async () => {
  expect(builtReaches(root, page.id, page.seal)).toBeUndefined();
  await siteBuild(root, 'commit-1').run(playbook, () => undefined, signal);
  expect(builtReaches(root, page.id, page.seal)).toEqual(page.reaches);
  expect(builtReaches(root, page.id, 'sha256-b')).toBeUndefined();
});
