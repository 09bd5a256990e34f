// The end of a runbook in the terminal: what it did, or may have done, is offered to be undone.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endScenario } from '../../runbook-runner/cli/walk-ending.ts';
import { ADA, aWorld, exchange, type World } from '../core/support/world.ts';
import { scriptedContext } from './scripted-context.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

/** Makes the change, which comes to what is scripted, and goes to the end; answers what was said. */
async function ended(answers?: readonly string[]): Promise<string> {
  const { runner, script } = world;
  const run = await runner.follow('runbook', ADA);
  await runner.act({ ...ADA, action: 'throttle', parent: run.run, dryRun: false });
  script.deed = () => ({ status: 'done', exchange });
  const page = script.playbook.scenarios.get('runbook');
  if (page === undefined) throw new Error('The playbook has no such runbook.');
  const lines: string[] = [];
  await endScenario({
    ...{ runner, page, run, playbook: script.playbook, context: scriptedContext(runner, lines, answers) },
    ...{ given: {}, unattended: false, force: false, say: (line) => void lines.push(line) },
    pages: { address: (path) => path, remedies: () => [] },
  });
  return lines.join('\n');
}

const lost = () => ({
  ...({ status: 'unknown', exchange } as const),
  problem: {
    class: 'unexpected-status',
    outcome: 'fail',
    status: 500,
    message: 'It may have been done.',
  } as const,
});

test('what was done still holds, and is undone', async () => {
  expect(await ended(['y'])).toContain('"Title of throttle" still holds. Undo it now?');
  expect(world.script.done).toEqual(['throttle on', 'throttle off']);
});

test('what nobody knows the outcome of may hold, and is undone', async () => {
  world.script.deed = lost;
  expect(await ended(['y'])).toContain('"Title of throttle" may still hold. Undo it now?');
  expect(world.script.done).toEqual(['throttle on', 'throttle off']);
});

test('what was done twice and undone once still holds, and is undone', async () => {
  const { runner, script } = world;
  const { run: parent } = await runner.follow('runbook', ADA);
  const throttle = () => runner.act({ ...ADA, action: 'throttle', parent, dryRun: false });
  const [first, second] = [await throttle(), await throttle()];
  await runner.undo(second.run, ADA);
  script.deed = () => ({ status: 'refused', exchange });
  expect(await ended()).toContain(`still holds. Undo it with: npm run -s playbook -- undo ${first.run}`);
});

test('what was taken back and not seen so stays in sight, and is undone again', async () => {
  const { runner, script } = world;
  const { run: parent } = await runner.follow('runbook', ADA);
  const { run } = await runner.act({ ...ADA, action: 'fallback', parent, dryRun: false });
  const unseen = { outcome: 'fail', assertion: 'settings', title: 't', expected: 'a', actual: 'b' } as const;
  script.deed = () => ({ status: 'done', exchange, assertions: [unseen] });
  expect(await runner.undo(run, ADA)).toMatchObject({ status: 'unverified' });
  expect(await runner.temporaries()).toMatchObject([{ id: run }]);
  script.deed = ({ id }) => ({ status: id === 'fallback' ? 'done' : 'refused', exchange });
  expect(await ended(['y'])).toContain('"Title of fallback" still holds. Undo it now?');
  expect(await runner.temporaries()).toEqual([]);
  await expect(runner.undo(run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
});

test('without a terminal the command is told', async () => {
  world.script.deed = lost;
  expect(await ended()).toMatch(/"Title of throttle" may still hold\. Undo it with: .* undo r-/);
  expect(world.script.done).toEqual(['throttle on']);
});

test('of what was refused nothing is said', async () => {
  world.script.deed = () => ({ status: 'refused', exchange });
  expect(await ended(['y'])).not.toContain('hold');
  expect(world.script.done).toEqual(['throttle on']);
});
