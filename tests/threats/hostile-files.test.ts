// Files of a pull request are read before anybody read them: they can't reach into prototypes or blow up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { writeContent } from './support/content.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function refusals(text: string): Promise<string[]> {
  writeContent(root, { 'checks/hostile.yaml': text });
  const loaded = await loadPlaybookAt(root);
  if (loaded.ok) return [];
  return loaded.diagnostics.map((one) => one.location.file);
}

const CHECK = 'title: X\nintegration: upstream\nkind: http\nrequest: { method: GET, path: / }\n';

test.each([
  `${CHECK}expect: { status: 200 }\n__proto__: { polluted: true }\n`,
  `${CHECK}expect: { status: 200, __proto__: { polluted: true } }\n`,
  `${CHECK}expect: { status: 200 }\nconstructor: { prototype: { polluted: true } }\n`,
])('a prototype key is refused: %j', async (text) => {
  expect(await refusals(text)).toContain('src/content/checks/hostile.yaml');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('an alias bomb is refused in less than a second', async () => {
  const levels = Array.from({ length: 30 }, (_, index) => {
    const inner =
      index === 0
        ? '[x, x]'
        : `[${Array(9)
            .fill(`*l${index - 1}`)
            .join(', ')}]`;
    return `l${index}: &l${index} ${inner}`;
  });
  const start = performance.now();
  expect(await refusals(`${CHECK}expect: { status: 200 }\n${levels.join('\n')}\n`)).not.toEqual([]);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('a custom tag runs nothing', async () => {
  expect(await refusals(`${CHECK}expect: { status: !!js/function 'function(){}' }\n`)).not.toEqual([]);
});
