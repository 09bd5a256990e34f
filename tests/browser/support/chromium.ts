// A Chromium for the tests, from npm alone: unpacked once into a private folder of the repository.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache');

const packaged = () => join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');

export type Chromium =
  | { readonly path: string; readonly env: Readonly<Record<string, string>> }
  /** Why there is no browser on this machine. */
  | { readonly missing: string };

/** `PLAYBOOK_CHROMIUM` names another Chromium; without it the packaged one runs on Linux with x64 only. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<Chromium> {
  const own = env.PLAYBOOK_CHROMIUM;
  if (own)
    return existsSync(own)
      ? { path: own, env: {} }
      : { missing: `PLAYBOOK_CHROMIUM names ${own}, which is not there` };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      missing: `no packaged Chromium for ${process.platform} ${process.arch}; set PLAYBOOK_CHROMIUM to one`,
    };
  }
  const folder = await unpacked();
  const path = join(folder, 'chromium');
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return {
    path,
    env: (await lacksLibraries(path)) ? { ...fonts, LD_LIBRARY_PATH: await libraries(folder) } : fonts,
  };
}

/** The folder with the unpacked browser; another process that unpacks at the same time is no problem. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packaged(), 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(join(folder, 'chromium'))) return folder;
  await mkdir(CACHE, { recursive: true });
  const partial = await mkdtemp(join(CACHE, 'chromium-unpacking-'));
  const { default: chromium } = await import('@sparticuz/chromium');
  await inTemporaryFolder(partial, () => chromium.executablePath());
  await writeFile(join(partial, 'fonts.conf'), fontConfiguration(folder));
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(join(folder, 'chromium'))) throw error;
  });
  return folder;
}

/** The package's own configuration names folders of a cloud function; without any font the browser dies. */
const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** The package unpacks into the system's temporary folder, which all users share: it is given a private one. */
async function inTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

async function lacksLibraries(path: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ldd', [path]);
  return stdout.includes('not found');
}

/** Unpacks the libraries that the package brings for systems without nss and nspr; returns their folder. */
async function libraries(folder: string): Promise<string> {
  const lib = join(folder, 'al2023/lib');
  if (existsSync(lib)) return lib;
  const { inflate } = await import('@sparticuz/chromium');
  await inTemporaryFolder(folder, () => inflate(join(packaged(), 'bin/al2023.tar.br')));
  return lib;
}
