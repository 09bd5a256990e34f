// What the bundler is told of the program's sources, so that a start loads no more of Node and of libraries than it uses.
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

/** Native, or used by the sandbox and `serve --build` alone: loaded from node_modules when needed. */
const PRISM = ['@stoplight/prism-http', '@stoplight/prism-http-server'];
export const EXTERNAL = ['satteri', 'rolldown', 'astro', 'pagefind', 'fsevents', 'typescript', ...PRISM];

/** `import { z }` takes the whole of zod with every language; a namespace import takes what is used. */
const treeShakenZod = {
  name: 'tree-shaken-zod',
  transform: {
    filter: { id: /[\\/]runbook-runner[\\/].*\.ts$/, code: "import { z } from 'zod';" },
    handler: (code) => code.replace("import { z } from 'zod';", "import * as z from 'zod';"),
  },
};

/** A name that no file has. */
const NODE = '\0node ';

/**
 * An `import` of a Node module reads all its exports, and some of them load a good part of Node: its own fetch, the
 * report, parsers of arguments. What is used is taken by name instead; it is a fifth of a cold start.
 */
const nodeByName = {
  name: 'node-by-name',
  // One for each importer: shared ones would be chunks of their own.
  resolveId: (path, importer, { kind }) =>
    kind === 'import-statement' && isBuiltin(path)
      ? { id: `${NODE}${path} of ${importer}`, moduleSideEffects: false }
      : undefined,
  load: {
    filter: { id: new RegExp(`^${NODE}`) },
    handler: (id) => exportsByName(id.split(' ')[1]),
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
const NOTHING = '\0nothing';

const withoutUnused = {
  name: 'without-unused',
  resolveId: (path, importer) =>
    UNUSED[path] && importer?.includes(join('node_modules', UNUSED[path])) ? NOTHING : undefined,
  load: { filter: { id: new RegExp(`^${NOTHING}$`) }, handler: () => 'module.exports = { constants: {} };' },
};

export const plugins = [withoutUnused, nodeByName, treeShakenZod];
