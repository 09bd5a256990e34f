import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, playbook, temporaryRepository } from './program.ts';

const CHECK = 'src/content/checks/lumenpay-latency.yaml';
const PAGE = 'src/content/docs/scenarios/upstream-latency.mdx';

function edit(root: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(root, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(root, path), text.replace(from, to));
}

interface Changes {
  readonly changes: readonly {
    readonly page: string;
    readonly change: string;
    readonly because: readonly string[];
  }[];
}

describe('playbook diff', () => {
  test('prose moves no seal; a threshold moves the seal of every page that reaches it', async () => {
    const root = await temporaryRepository();
    commit(root);
    edit(root, PAGE, 'Latency spike', 'Latency spikes');
    const prose = await playbook(['diff', 'HEAD', '--json'], { root });
    expect(prose.code, prose.stderr).toBe(0);
    expect((JSON.parse(prose.stdout) as Changes).changes).toEqual([]);

    edit(root, CHECK, '400ms', '500ms');
    const threshold = await playbook(['diff', 'HEAD', '--json'], { root });
    const { changes } = JSON.parse(threshold.stdout) as Changes;
    expect(changes.map((one) => one.page)).toContain('scenarios/upstream-latency');
    expect(changes.map((one) => one.page)).not.toContain('scenarios/inconsistent-schema');
    for (const one of changes) expect(one.because).toContain('checks/lumenpay-latency');
  });

  test('markdown is a table for the summary of a workflow', async () => {
    const root = await temporaryRepository();
    commit(root);
    edit(root, CHECK, '400ms', '500ms');
    const { stdout } = await playbook(['diff', '--format', 'markdown'], { root });
    expect(stdout).toContain('## Pages whose seal changed since `HEAD`');
    expect(stdout).toMatch(
      /\| Latency spike \(`scenarios\/upstream-latency`\) \| changed \| `checks\/lumenpay-latency` \|/,
    );
  });

  test('a title is text in the table, whatever it holds', async () => {
    const root = await temporaryRepository();
    commit(root);
    edit(root, PAGE, 'title: Latency spike', "title: 'Latency | ![spike](https://elsewhere.example)'");
    edit(root, CHECK, '400ms', '500ms');
    const { stdout } = await playbook(['diff', '--format', 'markdown'], { root });
    expect(stdout).toContain('Latency &#124; &#33;&#91;spike&#93;&#40;https&#58;//elsewhere.example&#41; (`');
  });

  test('a revision that Git does not know is a usage error with a way out', async () => {
    const root = await temporaryRepository();
    commit(root);
    const { code, stderr } = await playbook(['diff', 'no-such-branch'], { root });
    expect(code).toBe(64);
    expect(stderr).toContain('Git knows no revision "no-such-branch"');
    expect(stderr).toContain('git fetch');
  });

  test('a folder that Git knows nothing of is said to be one', async () => {
    const { code, stderr } = await playbook(['diff'], { root: await temporaryRepository() });
    expect(code).toBe(64);
    expect(stderr).toContain('is not in a Git repository');
    expect(stderr).toContain('git init');
  });
});
