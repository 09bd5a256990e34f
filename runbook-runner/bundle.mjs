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
  sandbox: 'runbook-runner/sandbox/main.ts',
  'run-writer': 'runbook-runner/adapters/run-writer-thread.ts',
};
/** Native, or used by the sandbox and `serve --build` alone: loaded from node_modules when needed. */
const EXTERNAL = ['satteri', 'esbuild', 'mockttp', 'astro', 'pagefind', 'fsevents', 'typescript'];
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

async function build(root, outdir, stamp) {
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entryPoints = Object.fromEntries(
    Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source))),
  );
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import', 'node'],
    external: EXTERNAL,
    define: { PLAYBOOK_VERSION: JSON.stringify(version), PLAYBOOK_BUILD: JSON.stringify(stamp) },
    legalComments: 'none',
    logLevel: 'silent',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    plugins: [treeShakenZod, lazyNodeHttp],
  });
}

/** `import { z }` takes the whole of zod with every language; a namespace import takes what is used. */
const treeShakenZod = {
  name: 'tree-shaken-zod',
  setup(build) {
    build.onLoad({ filter: /[\\/]runbook-runner[\\/].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace("import { z } from 'zod';", "import * as z from 'zod';"),
    }));
  },
};

/**
 * An `import` of a Node module reads all its exports, lazy ones too: one of them makes `node:http` load Node's own
 * fetch, which costs a tenth of a cold start. What is used is taken by name instead.
 */
const lazyNodeHttp = {
  name: 'lazy-node-http',
  setup(build) {
    const names = ['Agent', 'createServer', 'request', 'STATUS_CODES', 'IncomingMessage', 'ServerResponse'];
    build.onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'lazy', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: `export const { ${names.join(', ')} } = process.getBuiltinModule('node:http');`,
    }));
  },
};

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
