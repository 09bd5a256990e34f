import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, sources } from './source-tree.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'scripts',
  Record<string, string>
>;
const architecture = read('ARCHITECTURE.md');

describe('ARCHITECTURE.md', () => {
  test('has at most 150 lines', () => {
    expect(architecture.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  test('names every room', () => {
    const house = architecture.split('```')[1] ?? '';
    const rooms = ['runbook-runner', 'src'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()),
    );
    expect(rooms.map((room) => `${room.name}/`).filter((name) => !house.includes(name))).toEqual([]);
  });

  test('has a line for every dependency', () => {
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(names.filter((name) => !architecture.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('package.json', () => {
  test('pins every dependency to one release', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('has no run-time dependency that nothing imports', () => {
    const text = [...sources('runbook-runner', 'src'), { text: read('astro.config.mjs') }]
      .map((one) => one.text)
      .join('\n');
    const idle = Object.keys(manifest.dependencies).filter(
      (name) => !new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(text),
    );
    expect(idle).toEqual([]);
  });
});

test('the README and the CI run the same test command', () => {
  expect(read('README.md')).toContain('npm ci && npm test');
  expect(read('.ci/run')).toContain('npm ci && npm test');
});

test('papers name no machine', () => {
  const papers = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  expect(papers.filter((path) => /(^|[\s`("'])\/(home|root|work|Users)\//m.test(read(path)))).toEqual([]);
});
