import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionLines } from '../../runbook-runner/cli/render-action.ts';
import { ADA, aWorld, type World } from '../core/support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

test('what verifies an action says why it is not green', async () => {
  const problem = { class: 'timeout', outcome: 'fail', message: 'No answer came within 2 s.' } as const;
  world.script.probe.flow = () => ({ assertions: [], problem });
  const result = await world.runner.act({
    ...{ ...ADA, action: 'fallback', dryRun: false, idempotencyKey: 'k' },
  });
  const lines = actionLines((_, text) => text, result);
  const at = lines.findIndex((line) => line.startsWith('  FAIL   flow'));
  expect(lines[at + 1]).toBe('         timeout: No answer came within 2 s.');
});
