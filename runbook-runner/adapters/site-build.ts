// Builds the site with Astro in a process of its own, when something that goes into it changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { PlaybookError } from '../errors/index.ts';
import type { Page, Playbook } from '../playbook/playbook.ts';
import { PROOF_FILE } from '../ports/site.ts';
import { siteNotBuilt } from '../ports/site-problem.ts';
import { createFiles } from './node-files.ts';

const FOLDERS = ['src', 'public', 'runbook-runner'];
const FILES = ['astro.config.mjs', 'package-lock.json', 'tsconfig.json', PROOF_FILE];
const STAMP = 'dist/site.stamp';
/** What each page reached when it was built, by `<page> <seal>`: tells what changed behind a stale seal. */
const SEALS = 'dist/site.seals.json';

export interface SiteBuild {
  /** Whether dist/site is missing or was built from something else. */
  readonly stale: boolean;
  /** Builds; `hear` gets what Astro says, line by line. Throws `site_missing`, or the signal's reason. */
  run(playbook: Playbook, hear: (line: string) => void, signal: AbortSignal): Promise<void>;
}

/** `commit` goes into every page, so that a new one makes the site stale. */
export function siteBuild(root: string, commit: string): SiteBuild {
  const stamp = stampOf(root, commit);
  const built = existsSync(join(root, 'dist/site/index.html')) && existsSync(join(root, STAMP));
  return {
    stale: !built || readFileSync(join(root, STAMP), 'utf8') !== stamp,
    async run(playbook, hear, signal) {
      // From here on the folder is neither the old site nor the new one.
      rmSync(join(root, STAMP), { force: true });
      await astroBuild(root, hear, signal);
      writeFileSync(join(root, SEALS), JSON.stringify(sealsOf(playbook)));
      writeFileSync(join(root, STAMP), stamp);
    },
  };
}

/** Whether a build has begun and is not done, or failed. A site that was never built here, but brought along, is whole. */
export function siteIsHalfBuilt(root: string): boolean {
  return !existsSync(join(root, STAMP)) && existsSync(join(root, SEALS));
}

/** Throws `site_missing` when no site was ever built. */
export function requireSite(root: string): void {
  if (existsSync(join(root, 'dist/site/index.html'))) return;
  throw siteNotBuilt();
}

/** What the built page reached under this seal; undefined when it was not built here. */
export function builtReaches(root: string, page: string, seal: string): Page['reaches'] | undefined {
  try {
    const seals = JSON.parse(readFileSync(join(root, SEALS), 'utf8')) as ReturnType<typeof sealsOf>;
    return seals[`${page} ${seal}`];
  } catch {
    return undefined;
  }
}

function sealsOf(playbook: Playbook): Record<string, Page['reaches']> {
  const executable = [...playbook.pages.values()].filter((page) => page.seal !== undefined);
  return Object.fromEntries(executable.map((page) => [`${page.id} ${page.seal}`, page.reaches]));
}

/** Changes with every file that goes into the site; reads no content. */
function stampOf(root: string, commit: string): string {
  const files = createFiles(root);
  const hash = createHash('sha256').update(commit);
  for (const path of [...FOLDERS.flatMap((folder) => files.list(folder)), ...FILES]) {
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat) hash.update(`\0${path}\0${stat.size}\0${stat.mtimeMs}`);
  }
  return hash.digest('hex');
}

function astroBuild(root: string, hear: (line: string) => void, signal: AbortSignal): Promise<void> {
  const program = join(root, 'node_modules/astro/bin/astro.mjs');
  const child = spawn(process.execPath, [program, 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  const hearLine = (line: string) => {
    const text = stripVTControlCharacters(line).trimEnd();
    if (text !== '') hear(text);
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', hearLine);
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown) => reject(signal.aborted ? signal.reason : failed(cause));
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? resolve() : fail()));
  });
}

function failed(cause: unknown): PlaybookError {
  return new PlaybookError('site_missing', 'The site could not be built.', {
    hint: 'Fix what Astro names above, then try again; `npm run build` shows all that it says.',
    cause,
  });
}
