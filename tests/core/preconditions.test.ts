import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionOrder } from '../../runbook-runner/core/orders.ts';
import { anAction, mapOf } from './support/playbook.ts';
import { ADA, aWorld, fail, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  const guarded = anAction('guarded', {
    preconditions: ['first', { on: 'verdict', check: 'flow', is: 'fail' }],
    unattended: 'never',
  });
  const { actions, ...rest } = world.script.playbook;
  world.script.playbook = { ...rest, actions: mapOf(...actions.values(), guarded) };
});
afterEach(() => world.end());

const order = (change: Partial<ActionOrder> = {}): ActionOrder => ({
  ...{ ...ADA, action: 'guarded', dryRun: false, idempotencyKey: 'key-1' },
  ...change,
});

describe('what must hold before an action', () => {
  test('is looked at by running its checks, and lets it go ahead', async () => {
    world.script.probe.flow = () => fail;
    expect(await world.runner.act(order())).toMatchObject({
      status: 'done',
      preconditions: [
        { condition: '“Title of first” passes', holds: true },
        { condition: '“Title of flow” fails', holds: true },
      ],
    });
    expect(world.script.probed.sort()).toEqual(['first', 'flow']);
  });

  test('stops it when it does not hold, says which and what was seen, and is recorded', async () => {
    const result = await world.runner.act(order());
    expect(result).toMatchObject({
      status: 'unmet',
      problem: {
        class: 'condition-not-met',
        message: 'It may not be done now. This does not hold: “Title of flow” fails (seen: pass).',
      },
      undoable: true,
    });
    expect(world.script.done).toEqual([]);
    expect(await world.runner.run(result.run)).toMatchObject({ state: 'finished', status: 'unmet' });
    await expect(world.runner.undo(result.run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
  });

  test('leaves the key free, so that the same order may be tried again', async () => {
    expect((await world.runner.act(order())).status).toBe('unmet');
    world.script.probe.flow = () => fail;
    expect((await world.runner.act(order())).status).toBe('done');
  });

  test('is not asked again for a key that has its outcome', async () => {
    world.script.probe.flow = () => fail;
    const first = await world.runner.act(order());
    world.script.probe.flow = undefined as never;
    expect((await world.runner.act(order())).run).toBe(first.run);
  });

  test('shows in a dry run', async () => {
    expect(await world.runner.act(order({ dryRun: true }))).toMatchObject({
      status: 'unmet',
      preconditions: [{ holds: true }, { holds: false, seen: 'pass' }],
    });
  });

  test('never holds an undo back', async () => {
    world.script.probe.flow = () => fail;
    const { run } = await world.runner.act(order());
    delete world.script.probe.flow;
    expect((await world.runner.undo(run, ADA)).status).toBe('done');
  });
});

test('an action that needs a person is refused where nobody looks, and a dry run is not', async () => {
  world.script.probe.flow = () => fail;
  await expect(world.runner.act(order({ unattended: true }))).rejects.toMatchObject({
    code: 'person_required',
    message: '“Title of guarded” is never run unattended.',
  });
  expect(world.script.done).toEqual([]);
  expect((await world.runner.act(order({ unattended: true, dryRun: true }))).status).toBe('planned');
});

test('an action that is proven in the sandbox needs a person everywhere else', async () => {
  const { actions, ...rest } = world.script.playbook;
  const proven = anAction('guarded', { unattended: 'sandbox' });
  world.script.playbook = { ...rest, actions: mapOf(...actions.values(), proven) };
  expect((await world.runner.act(order({ unattended: true }))).status).toBe('done');
  const elsewhere = order({ unattended: true, environment: 'staging', idempotencyKey: 'key-2' });
  await expect(world.runner.act(elsewhere)).rejects.toMatchObject({
    code: 'person_required',
    message: '“Title of guarded” in staging is not run unattended.',
  });
});

describe('the same change twice at once', () => {
  test('is one execution by one key: the second gets the outcome of the first', async () => {
    world.script.probe.flow = () => fail;
    const asked = Array.from({ length: 12 }, () => world.runner.act(order({ idempotencyKey: 'k' })));
    const results = await Promise.all(asked);
    expect(new Set(results.map(({ run }) => run)).size).toBe(1);
    expect(world.script.done).toEqual(['guarded on']);
  });

  test('is two executions with other parameters', async () => {
    const throttle = (rps: number) =>
      world.runner.act(order({ action: 'throttle', parameters: { rps }, idempotencyKey: `rps ${rps}` }));
    await Promise.all([throttle(3), throttle(4)]);
    expect(world.script.done).toHaveLength(2);
  });
});
