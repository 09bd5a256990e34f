// Which modules share a file of the bundle: those that a start loads together. Left to itself, the bundler cuts small files
// around whatever anything loads later, and a start pays a third of a millisecond for each of them.
import { join } from 'node:path';

/** What is loaded together, with all that it imports. */
export const LOADED_TOGETHER = {
  command: ['cli/main.ts'],
  check: [
    ...['compose.ts', 'compose/world.ts', 'core/create-runner.ts'],
    ...['checks/one-kind.ts', 'checks/request/http-probing.ts'],
  ],
  sandbox: ['sandbox/main.ts'],
  writer: ['adapters/run-writer-thread.ts'],
};

/**
 * One file for the modules that the same of them need, so that nobody loads what it does not need. What more of them need
 * comes first: a group takes along what it imports.
 */
export function together(root, entries) {
  const alone = new Set(entries.map((entry) => join(root, entry)));
  let needed;
  const group = (count) => ({
    priority: count,
    name(id, graph) {
      needed ??= neededBy(root, graph);
      const names = needed.get(id) ?? [];
      // What the sandbox alone needs is well divided as it is.
      const helps = names.includes('command') || names.includes('check');
      return helps && names.length === count && !alone.has(id) ? names.join('-') : null;
    },
  });
  return { groups: Object.keys(LOADED_TOGETHER).map((_, index) => group(index + 1)) };
}

/** The names of what needs a module, by the module's id. */
function neededBy(root, graph) {
  const needed = new Map();
  for (const [name, files] of Object.entries(LOADED_TOGETHER)) {
    const left = files.map((file) => join(root, 'runbook-runner', file));
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const names = needed.get(id) ?? [];
      if (names.at(-1) === name) continue;
      needed.set(id, [...names, name]);
      left.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
    }
  }
  return needed;
}
