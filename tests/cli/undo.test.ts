// `playbook undo` of what was done in production: the runner and its store are real, its upstream is scripted.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { undoCommand } from '../../runbook-runner/cli/commands/undo.ts';
import { ADA, aWorld, type World } from '../core/support/world.ts';
import { scriptedContext } from './scripted-context.ts';

let world: World;
let lines: string[];
beforeEach(async () => {
  world = await aWorld();
  lines = [];
});
afterEach(() => world.end());

async function undone(environment: string, words: readonly string[], answers?: readonly string[]) {
  const consent = { confirm: 'production', reason: 'agreed' };
  const { run } = await world.runner.act({
    ...{ ...ADA, ...consent, environment, action: 'throttle', dryRun: false },
  });
  await undoCommand(scriptedContext(world.runner, lines, answers)).parseAsync([run, ...words], {
    from: 'user',
  });
  const [record] = await world.runner.runs({ kind: 'undo' });
  return record;
}

test('asks for the name of production and why, and says what it takes back', async () => {
  const record = await undone('production', [], ['production', 'the queue is empty']);
  expect(lines[0]).toMatch(/^Takes back "throttle" in production, done at /);
  expect(record).toMatchObject({ status: 'done', request: { reason: 'the queue is empty' } });
});

test.each([
  ['nobody to ask', [], undefined],
  ['another name', [], ['prod', 'why']],
  ['no reason', [], ['production', '']],
  ['the name alone on the command line', ['--confirm', 'production'], undefined],
  ['another environment on the command line', ['--confirm', 'sandbox', '--reason', 'r'], undefined],
])('in production, %s undoes nothing', async (_, words, answers) => {
  await expect(undone('production', words, answers)).rejects.toMatchObject({ code: 'confirmation_required' });
  expect(world.script.done).toEqual(['throttle on']);
});

test('takes the word from the command line', async () => {
  const record = await undone('production', ['--confirm', 'production', '--reason', 'r']);
  expect(record).toMatchObject({ status: 'done', request: { reason: 'r' } });
});

test('asks nothing in the sandbox', async () => {
  expect(await undone('sandbox', [], [])).toMatchObject({ status: 'done' });
  expect(lines.join('\n')).not.toContain('Type');
});

test('in the sandbox a reason that was given is recorded too', async () => {
  const record = await undone('sandbox', ['--reason', 'the queue is empty']);
  expect(record).toMatchObject({ status: 'done', request: { reason: 'the queue is empty' } });
});
