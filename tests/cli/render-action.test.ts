import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionLines } from '../../runbook-runner/cli/render-action.ts';
import { ADA, aWorld, type World } from '../core/support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

async function linesOf(action: string): Promise<string[]> {
  const result = await world.runner.act({ ...ADA, action, dryRun: false, idempotencyKey: 'k' });
  return actionLines((_, text) => text, result);
}

test('what verifies an action says why it is not green', async () => {
  const problem = { class: 'timeout', outcome: 'fail', message: 'No answer came within 2 s.' } as const;
  world.script.probe.flow = () => ({ assertions: [], problem });
  const lines = await linesOf('fallback');
  const at = lines.findIndex((line) => line.startsWith('  FAIL   flow'));
  expect(lines[at + 1]).toBe('         timeout: No answer came within 2 s.');
});

const ran = { executable: '/bin/hold', arguments: ['nightly'], stdout: 'held\n', stderr: '', durationMs: 3 };

test.each([
  ['done', { status: 'done', command: { ...ran, exitCode: 0 } }, 'The program did it.', 'exit code 0'],
  [
    'refused',
    { status: 'refused', command: { ...ran, exitCode: 3 } },
    'The program ended as if it did not do it.',
    'exit code 3',
  ],
] as const)('a program that was run is no upstream: %s', async (_, outcome, meaning, exit) => {
  world.script.deed = () => outcome;
  const lines = await linesOf('throttle');
  const at = lines.indexOf(`  ${meaning}`);
  expect(lines.slice(at + 1, at + 3)).toEqual([`    /bin/hold "nightly"  ${exit}`, '    held']);
});

test('where nothing had to be done, nobody is said to have done it', async () => {
  world.script.deed = () => ({ status: 'done', unchanged: true });
  expect(await linesOf('throttle')).toContain('  Nothing was sent.');
});
