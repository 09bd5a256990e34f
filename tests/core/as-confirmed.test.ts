// What was confirmed is what is done: an order that names its plan is held to it.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActionOrder } from '../../runbook-runner/core/orders.ts';
import { ADA, aWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const order = (change: Partial<ActionOrder> = {}): ActionOrder => ({
  ...{ ...ADA, action: 'throttle', dryRun: false, idempotencyKey: 'key-1', parameters: { rps: 7 } },
  ...change,
});
const plan = () => world.runner.act(order({ dryRun: true }));

test('the plan that was confirmed is done', async () => {
  const { run } = await plan();
  expect(await world.runner.act(order({ planned: run }))).toMatchObject({ status: 'done' });
  expect(world.script.done).toEqual(['throttle on']);
});

test('other parameters than the confirmed ones are not', async () => {
  const { run } = await plan();
  const result = await world.runner.act(order({ planned: run, parameters: { rps: 8 } }));
  expect(result).toMatchObject({ status: 'unmet', problem: { class: 'changed-meanwhile' } });
  expect(result.problem?.message).toContain(`(run ${run}). Other than shown: the parameters.`);
  expect(world.script.done).toEqual([]);
});

test('a definition that was edited since is not', async () => {
  const { run } = await plan();
  const { playbook } = world.script;
  const edited = [...playbook.actions].map(([id, one]) => [id, { ...one, seal: 'sha256-edited' }] as const);
  world.script.playbook = { ...playbook, digest: 'digest-2', actions: new Map(edited) };
  // For as long the playbook is taken as it was read.
  await pause(30);
  const result = await world.runner.act(order({ planned: run }));
  expect(result.problem?.message).toContain('Other than shown: the definition.');
  expect(world.script.done).toEqual([]);
});

test.each([
  ['that does not exist', async () => 'nowhere'],
  [
    'of another action',
    async () => (await world.runner.act(order({ action: 'fallback', dryRun: true, parameters: {} }))).run,
  ],
  ['that was the act itself', async () => (await world.runner.act(order({ idempotencyKey: 'key-0' }))).run],
])('a plan %s is none', async (_what, run) => {
  const planned = await run();
  await expect(world.runner.act(order({ planned }))).rejects.toMatchObject({ code: 'unknown_run' });
});

test('the same order again has the outcome of the first, whatever stands now', async () => {
  const { run } = await plan();
  const first = await world.runner.act(order({ planned: run }));
  world.script.obstacle = () => ({
    status: 'unmet',
    problem: { class: 'condition-not-met', outcome: 'fail', message: 'no' },
  });
  expect(await world.runner.act(order({ planned: run }))).toEqual(first);
});
