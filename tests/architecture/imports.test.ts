import { describe, expect, test } from 'vitest';
import { MAY_IMPORT, roomOf } from './rooms.ts';
import { type SourceFile, sources } from './source-tree.ts';

const runner = sources('runbook-runner').filter((file) => file.path.endsWith('.ts'));
const site = sources('src');

/** Modules that reach the world: allowed in adapters and sandbox alone. */
const WORLD =
  /^(node:)?(fs|fs\/promises|net|tls|http|https|http2|dgram|dns|dns\/promises|child_process|worker_threads|sqlite)$|^undici(\/|$)/;
const WORLD_GLOBALS = /(?<![.\w'"`])(fetch\(|Date\.now\(\)|new Date\(\)|performance\.now\(\)|setInterval\()/;

function inWorldRoom(file: SourceFile): boolean {
  return ['adapters', 'sandbox'].includes(roomOf(file.path));
}

describe('who may import whom', () => {
  test('there is something to look at', () => {
    expect(runner.length).toBeGreaterThan(60);
    expect(site.length).toBeGreaterThan(10);
  });

  test.each(runner.map((file) => [file.path, file] as const))('%s', (path, file) => {
    const room = roomOf(path);
    const allowed = MAY_IMPORT[room];
    expect(allowed, `the room "${room}" has no rule`).toBeDefined();
    for (const { path: target, typeOnly } of file.imports) {
      if (target === undefined || !target.startsWith('runbook-runner/')) continue;
      const other = roomOf(target);
      const sibling = room.endsWith('/kinds') && other === room;
      if (other === room && !sibling) continue;
      expect(sibling, `${path} imports its sibling ${target}`).toBe(false);
      expect(allowed, `${path} imports ${target}`).toContain(other);
      if (room === 'client') expect(typeOnly, `${path} imports more than types from ${target}`).toBe(true);
    }
  });

  test('the world is reached from adapters and the sandbox alone', () => {
    const reaching = runner
      .filter((file) => !inWorldRoom(file) && roomOf(file.path) !== 'client')
      .flatMap((file) => [
        ...file.imports
          .filter((one) => WORLD.test(one.specifier) && !one.typeOnly)
          .map((one) => `${file.path}: ${one.specifier}`),
        ...file.text
          .split('\n')
          .filter((line) => WORLD_GLOBALS.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      ]);
    expect(reaching).toEqual([]);
  });

  test('pages import the composition at build, and client or signature in the browser', () => {
    // src/content.config.ts hands the pages' schemas to Astro, which validates the same front matter.
    const schemas = 'runbook-runner/playbook/schema/pages.ts';
    // Pages say durations, shares and findings as kinds and terminal do, and take what the edge takes; all are pure.
    const words = ['spoken', 'days-left', 'found', 'debrief'].map(
      (name) => `runbook-runner/ports/${name}.ts`,
    );
    const conditions = 'runbook-runner/playbook/condition-words.ts';
    const allowed = [
      ...['runbook-runner/compose.ts', 'runbook-runner/client.ts'],
      ...[schemas, conditions, ...words],
    ];
    const foreign = site.flatMap((file) =>
      file.imports
        .filter((one) => one.path?.startsWith('runbook-runner/') && !one.typeOnly)
        .filter((one) => !allowed.includes(one.path ?? '') && roomOf(one.path ?? '') !== 'signature')
        .map((one) => `${file.path}: ${one.path}`),
    );
    expect(foreign).toEqual([]);
  });
});

describe('no cycles', () => {
  test('no file reaches itself through what it imports when it loads', () => {
    const graph = new Map(
      runner.map((file) => [
        file.path,
        file.imports.filter((one) => !one.typeOnly && !one.dynamic).flatMap((one) => one.path ?? []),
      ]),
    );
    expect(cycles(graph)).toEqual([]);
  });
});

/** Every cycle found by depth-first search, as `a → b → a`. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}
