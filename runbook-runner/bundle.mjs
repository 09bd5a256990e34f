// Bundles the program into dist/runner, so that a cold start reads a few files instead of hundreds.
// Chunks are named by their content and entries replaced last: two at once, or beside a running one, are safe.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const ENTRIES = {
  playbook: 'runbook-runner/entry.mjs',
  sandbox: 'runbook-runner/sandbox/entry.mjs',
  'run-writer': 'runbook-runner/adapters/run-writer-thread.ts',
};
const KEEP_CHUNKS_MS = 7 * 24 * 3_600_000;

/** Bundles unless dist/runner was made from the sources as they are. Returns whether it did. */
export async function bundleWhenStale(root) {
  const stamp = stampOf(root);
  const out = join(root, 'dist/runner');
  const stampFile = join(out, 'stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const draft = join(root, 'dist', `.runner-${process.pid}-${randomUUID()}`);
  try {
    await build(root, draft, stamp);
    install(draft, out);
    writeFileSync(join(draft, 'stamp'), stamp);
    renameSync(join(draft, 'stamp'), stampFile);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

/** Changes when any source of the program, or the lockfile, was added, removed or edited; reads no content. */
function stampOf(root) {
  const files = readdirSync(join(root, 'runbook-runner'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...files, join(root, 'package-lock.json')]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function build(root, dir, stamp) {
  const [{ build }, { plugins, EXTERNAL }, { together }] = await Promise.all([
    import('rolldown'),
    import('./bundle-plugins.mjs'),
    import('./bundle-chunks.mjs'),
  ]);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await build({
    cwd: root,
    input: Object.fromEntries(Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source)))),
    platform: 'node',
    resolve: { mainFields: ['module', 'main'], conditionNames: ['module', 'import', 'node'] },
    transform: {
      target: 'node26',
      define: { PLAYBOOK_VERSION: JSON.stringify(version), PLAYBOOK_BUILD: JSON.stringify(stamp) },
    },
    external: EXTERNAL,
    plugins,
    // An entry runs when it is loaded: nobody may load it for something that they share.
    preserveEntrySignatures: 'strict',
    logLevel: 'silent',
    output: {
      dir,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunks/[name]-[hash].mjs',
      comments: false,
      codeSplitting: together(root, Object.values(ENTRIES)),
    },
  });
}

/** Puts new files in place one by one, entries last, and drops chunks that no living program can still want. */
function install(draft, out) {
  const [from, to] = [join(draft, 'chunks'), join(out, 'chunks')];
  mkdirSync(to, { recursive: true });
  const fresh = existsSync(from) ? readdirSync(from) : [];
  const now = new Date();
  for (const name of fresh) {
    if (existsSync(join(to, name))) utimesSync(join(to, name), now, now);
    else renameSync(join(from, name), join(to, name));
  }
  for (const name of Object.keys(ENTRIES)) {
    const file = join(draft, `${name}.mjs`);
    if (existsSync(file)) renameSync(file, join(out, `${name}.mjs`));
  }
  for (const name of readdirSync(to)) {
    if (fresh.includes(name)) continue;
    const { mtimeMs } = statSync(join(to, name), { throwIfNoEntry: false }) ?? { mtimeMs: now.getTime() };
    if (now.getTime() - mtimeMs > KEEP_CHUNKS_MS) rmSync(join(to, name), { force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundleWhenStale(join(import.meta.dirname, '..'));
}
