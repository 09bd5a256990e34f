// Whether a process that ends soon spends its time on compiling, as the engine itself tells it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../runbook-runner/adapters/short-life.ts');

/** What the engine compiled of a function that is called 5,000 times. */
function compiled(before: string): string[] {
  const script = `${before}
    const often = (n) => Array.from({ length: 4 }, (_, i) => i * n);
    for (let i = 0; i < 5_000; i += 1) often(i);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let i = 0; i < 100; i += 1) often(i);`;
  const told = execFileSync(process.execPath, ['--trace-opt', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return told.split('\n').filter((line) => line.includes('compiling') && line.includes('often'));
}

test('what is called some thousand times is not compiled for speed, which takes longer than it saves', () => {
  expect(compiled('').length).toBeGreaterThan(0);
  const shortLived = `const { expectShortLife } = await import(${JSON.stringify(MODULE)}); expectShortLife();`;
  expect(compiled(shortLived)).toEqual([]);
});

test('an engine that may not know the flags is left alone', () => {
  const other = `Object.defineProperty(process.versions, 'node', { value: '27.0.0' });
    const { expectShortLife } = await import(${JSON.stringify(MODULE)}); expectShortLife();`;
  expect(compiled(other).length).toBeGreaterThan(0);
});
