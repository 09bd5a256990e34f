import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playbook, temporaryRepository } from './program.ts';

const DRILLS = 'src/content/docs/drills';
const RUNBOOK = ['drill', 'new', 'upstream-latency', '--fault', 'lumenpay-slow'];
const DRILL = `${DRILLS}/latency-spike-live.mdx`;

const fileIn = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

describe('playbook drill new', () => {
  test('drafts the drill that a runbook lacks; it lints, and conserves what drills beside it conserve', async () => {
    const root = await temporaryRepository();
    rmSync(join(root, DRILL));
    const { code, stdout, stderr } = await playbook(RUNBOOK, { root });
    expect(stdout).toContain(`Wrote ${DRILL}.`);
    expect(code, stderr).toBe(0);
    expect(fileIn(root, DRILL)).toMatch(
      /^ {2}conserve: \{ check: order-sync-conservation, within: 1[05]s \}$/m,
    );
    const lint = await playbook(['lint'], { root });
    expect(lint.code, lint.stderr).toBe(0);
  });

  test('asks its author what must be whole where no drill says so', async () => {
    const root = await temporaryRepository();
    rmSync(join(root, DRILL));
    for (const file of readdirSync(join(root, DRILLS))) {
      const path = join(root, DRILLS, file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^ {2}conserve:.*\n/m, ''));
    }
    expect((await playbook(RUNBOOK, { root })).code).toBe(0);
    expect(fileIn(root, DRILL)).toContain('  # conserve: {');
    expect((await playbook(['lint'], { root })).code).toBe(0);
  });

  test('leaves a file alone that is there and is no drill', async () => {
    const root = await temporaryRepository();
    const index = fileIn(root, `${DRILLS}/index.mdx`);
    const { code, stderr } = await playbook([...RUNBOOK, '--id', 'index'], { root });
    expect(stderr).toContain(`${DRILLS}/index.mdx exists already; nothing was written.`);
    expect(stderr).toContain('Name another with --id.');
    expect(code).toBe(64);
    expect(fileIn(root, `${DRILLS}/index.mdx`)).toBe(index);
  });

  test('writes no file out of its folder', async () => {
    const root = await temporaryRepository();
    const { code, stderr } = await playbook([...RUNBOOK, '--id', '../glossary/of-mine'], { root });
    expect(stderr).toContain('"../glossary/of-mine" is no id.');
    expect(code).toBe(64);
    expect(existsSync(join(root, 'src/content/docs/glossary/of-mine.mdx'))).toBe(false);
  });
});
