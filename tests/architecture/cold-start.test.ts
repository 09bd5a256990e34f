// What a plain check loads before it asks anything: each library more is paid for by every command of everybody.
import { isBuiltin } from 'node:module';
import { expect, test } from 'vitest';
import { LOADED_TOGETHER } from '../../runbook-runner/bundle-chunks.mjs';
import { sources } from './source-tree.ts';

const files = new Map(sources('runbook-runner').map((file) => [file.path, file]));

/** What `playbook check` loads whatever is declared. */
const LOADED = [...LOADED_TOGETHER.command, ...LOADED_TOGETHER.check].map((file) => `runbook-runner/${file}`);

/** Packages that the files load at once, by the way to each. */
function packagesBehind(entries: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const ways = new Map(entries.map((path) => [path, path]));
  for (const [path, way] of ways) {
    for (const one of files.get(path)?.imports ?? []) {
      if (one.typeOnly || one.dynamic) continue;
      if (one.path === undefined && !isBuiltin(one.specifier)) found.set(one.specifier, way);
      if (one.path !== undefined && !ways.has(one.path)) ways.set(one.path, `${way} → ${one.path}`);
    }
  }
  return found;
}

test('a plain check loads these libraries and no others: no schemas, no parser of YAML, no server', () => {
  const packages = packagesBehind(LOADED);
  expect([...packages.keys()].sort(), JSON.stringify([...packages], null, 1)).toEqual([
    'canonicalize',
    'commander',
    'jsonpath-rfc9535',
    'undici/lib/dispatcher/client.js',
  ]);
});
