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
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const ENTRIES = {
  playbook: 'runbook-runner/entry.mjs',
  sandbox: 'runbook-runner/sandbox/main.ts',
  'run-writer': 'runbook-runner/adapters/run-writer-thread.ts',
};
/** Native, or used by the sandbox and `serve --build` alone: loaded from node_modules when needed. */
const PRISM = ['@stoplight/prism-http', '@stoplight/prism-http-server'];
const EXTERNAL = ['satteri', 'esbuild', 'astro', 'pagefind', 'fsevents', 'typescript', ...PRISM];
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
      js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
    },
    plugins: [withoutUnused, nodeByName, treeShakenZod],
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
 * An `import` of a Node module reads all its exports, and some of them load a good part of Node: its own fetch, the
 * report, parsers of arguments. What is used is taken by name instead; it is a fifth of a cold start.
 */
const nodeByName = {
  name: 'node-by-name',
  setup(build) {
    // One for each importer: shared ones would be chunks of their own.
    build.onResolve({ filter: /./ }, ({ path, kind, importer }) =>
      kind === 'import-statement' && isBuiltin(path)
        ? { path: `${path} of ${importer}`, namespace: 'node', sideEffects: false, pluginData: path }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'node' }, ({ pluginData }) => ({
      contents: exportsByName(pluginData),
    }));
  },
};

/** A module in which an export that nobody imports is dropped before it is read. */
function exportsByName(builtin) {
  const names = Object.keys(process.getBuiltinModule(builtin)).filter((name) => /^[A-Za-z]\w*$/.test(name));
  const lines = names.map((name) => `const $${name} = /* @__PURE__ */ take('${name}');`);
  const exported = names.map((name) => `$${name} as ${name}`);
  return `const take = (name) => process.getBuiltinModule('${builtin}')[name];
${lines.join('\n')}
export { ${exported.join(', ')} };
export default /* @__PURE__ */ process.getBuiltinModule('${builtin}');`;
}

/** Parts of Node that a library loads for what we never ask of it: HTTP/2, commands in files of their own. */
const UNUSED = { 'node:http2': 'undici', 'node:child_process': 'commander' };

const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      UNUSED[path] && importer.includes(join('node_modules', UNUSED[path]))
        ? { path, namespace: 'unused' }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'unused' }, () => ({
      contents: 'module.exports = { constants: {} };',
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
