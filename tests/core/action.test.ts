import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionOrder } from '../../runbook-runner/core/orders.ts';
import { PLACEHOLDER } from '../../runbook-runner/core/redaction.ts';
import { ADA, aWorld, COMMIT, exchange, fail, pass, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const order = (change: Partial<ActionOrder> = {}): ActionOrder => ({
  ...{ ...ADA, action: 'throttle', dryRun: false, idempotencyKey: 'key-1' },
  ...change,
});

describe('an action', () => {
  test('is planned by a dry run, which sends nothing', async () => {
    const result = await world.runner.act(order({ dryRun: true, parameters: { rps: 7 } }));
    expect(result).toMatchObject({
      status: 'planned',
      plan: { summary: 'throttle on {"rps":7}' },
      undoable: true,
    });
    expect(world.script.done).toEqual([]);
    expect(await world.runner.run(result.run)).toMatchObject({
      kind: 'action',
      status: 'planned',
      expiresAt: null,
    });
    expect((await world.runner.act(order())).status).toBe('done');
  });

  test('is done, and its record says by whom, from which commit and with what', async () => {
    const result = await world.runner.act(order({ reason: 'too many orders' }));
    expect(result).toMatchObject({
      status: 'done',
      actor: 'Ada',
      exchange,
      verification: [],
      undoable: true,
    });
    expect(await world.runner.run(result.run)).toMatchObject({
      ...{ kind: 'action', state: 'finished', status: 'done', actor: 'Ada', commit: COMMIT },
      request: { parameters: { rps: 5 }, reason: 'too many orders' },
    });
  });

  test('has its intent committed before it acts', async () => {
    let before: unknown;
    world.script.deed = async () => {
      before = (await world.store.list({}))[0];
      return { status: 'done', exchange };
    };
    await world.runner.act(order());
    expect(before).toMatchObject({ state: 'running', subject: 'throttle', idempotencyKey: 'key-1' });
  });

  test('is verified by polling until the checks are green, each recorded once', async () => {
    let looks = 0;
    world.script.probe.flow = () => (++looks < 3 ? fail : pass);
    const { run: parent } = await world.runner.follow('runbook', ADA);
    const result = await world.runner.act(order({ action: 'fallback', parent, step: 's' }));
    expect(result).toMatchObject({ status: 'done', verification: [{ check: 'flow', status: 'pass' }] });
    expect(looks).toBe(3);
    const checks = await world.runner.runs({ kind: 'check' });
    expect(checks).toMatchObject([{ subject: 'flow', parent, step: 's' }]);
  });

  test('is unverified when they stay red, and holds all the same', async () => {
    world.script.probe.flow = () => fail;
    const result = await world.runner.act(order({ action: 'fallback' }));
    expect(result).toMatchObject({
      status: 'unverified',
      verification: [{ status: 'fail' }],
      undoable: true,
    });
    expect(await world.runner.temporaries()).toMatchObject([{ id: result.run }]);
  });

  test('refused by the upstream changed nothing and cannot be undone', async () => {
    world.script.deed = () => ({ status: 'refused', exchange });
    const result = await world.runner.act(order());
    expect(result).toMatchObject({ status: 'refused', undoable: false });
    await expect(world.runner.undo(result.run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
  });

  test('that may have been done is looked after by what verifies it, and stays unknown though that is green', async () => {
    const problem = { class: 'unexpected-status', outcome: 'fail', status: 500, message: 'm' } as const;
    world.script.deed = () => ({ status: 'unknown', problem, exchange });
    const result = await world.runner.act(order({ action: 'fallback' }));
    expect(result).toMatchObject({ status: 'unknown', exchange, undoable: true });
    expect(result.verification).toMatchObject([{ check: 'flow', status: 'pass' }]);
  });

  test.each([
    [
      'answered nothing',
      () => ({ status: 'unknown', problem: { class: 'timeout', outcome: 'fail', message: 'm' } }),
    ],
    ['crashed', () => Promise.reject(new Error('boom'))],
    ['never ended', () => new Promise(() => {})],
  ] as const)('that %s has an unknown outcome and waits for a person', async (_, deed) => {
    world.script.deed = deed as never;
    const result = await world.runner.act(order({ action: 'fallback' }));
    expect(result).toMatchObject({ status: 'unknown', undoable: true });
    expect(await world.runner.run(result.run)).toMatchObject({ state: 'outcome_unknown', status: 'unknown' });
    expect(await world.runner.temporaries()).toHaveLength(1);
  });
});

describe('refused before anything is sent', () => {
  test.each([
    ['unknown_action', { action: 'throtle' }],
    ['invalid_parameter', { parameters: { rps: 51 } }],
    ['confirmation_required', { environment: 'production' }],
    ['confirmation_required', { environment: 'production', confirm: 'prod', reason: 'r' }],
    ['confirmation_required', { environment: 'production', confirm: 'production', reason: ' ' }],
    ['read_only', { environment: 'vendor' }],
    ['stale_seal', { page: { id: 'scenarios/runbook', seal: 'old' } }],
  ] as const)('%s: %o', async (code, change) => {
    await expect(world.runner.act(order(change))).rejects.toMatchObject({ code });
    expect(world.script.done).toEqual([]);
  });

  test('sandbox_not_running', async () => {
    world.script.faults = undefined;
    await expect(world.runner.act(order())).rejects.toMatchObject({ code: 'sandbox_not_running' });
  });

  test('production with its name and a reason is done', async () => {
    const consent = { environment: 'production', confirm: 'production', reason: 'agreed with the lead' };
    expect((await world.runner.act(order(consent))).status).toBe('done');
  });
});

describe('the idempotency key', () => {
  test('50 at once are one execution, and all get its outcome', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => world.runner.act(order())));
    expect(world.script.done).toEqual(['throttle on']);
    expect(new Set(results.map((one) => one.run)).size).toBe(1);
  });

  test('used again later answers the first outcome', async () => {
    const first = await world.runner.act(order());
    expect(await world.runner.act(order())).toEqual(JSON.parse(JSON.stringify(first)));
    expect(world.script.done).toHaveLength(1);
  });

  test.each([
    ['other parameters', { parameters: { rps: 6 } }],
    ['another reason', { reason: 'the vendor asked for it' }],
  ])('used for another request is refused: %s', async (_what, change) => {
    await world.runner.act(order());
    const other = world.runner.act(order(change));
    await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch', status: 422 });
    expect(world.script.done).toHaveLength(1);
  });
});

describe('undo', () => {
  test('takes the action back with its own parameters, once', async () => {
    const { run: parent } = await world.runner.follow('runbook', ADA);
    const done = await world.runner.act(order({ parameters: { rps: 9 }, parent, step: 's' }));
    const undone = await world.runner.undo(done.run, { actor: 'Bob', idempotencyKey: 'u' });
    expect(undone).toMatchObject({ status: 'done', title: 'Undo: Title of throttle', actor: 'Bob' });
    expect(undone.plan.summary).toBe('throttle off {"rps":9}');
    expect(world.script.done).toEqual(['throttle on', 'throttle off']);
    expect(await world.runner.run(undone.run)).toMatchObject({
      kind: 'undo',
      undoes: done.run,
      parent,
      step: 's',
    });
    await expect(world.runner.undo(done.run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
    expect((await world.runner.undo(done.run, { actor: 'Bob', idempotencyKey: 'u' })).run).toBe(undone.run);
    expect(world.script.done).toHaveLength(2);
  });

  test('with a parameter that holds a secret could not be made, so the action is not taken', async () => {
    world.redactor.add('ch_secret17');
    const held = await world.runner.act(order({ action: 'hold', parameters: { queue: 'ch_secret17' } }));
    expect(held.problem).toMatchObject({
      class: 'secret-not-allowed',
      message:
        'Its parameter "queue" has a value that holds a secret, and records keep none: it could not be put back.',
      hint: expect.stringContaining('names it under `auth`, or is marked `irreversible`'),
    });
    expect(world.script.done).toEqual([]);
  });

  test('is refused where the record kept a placeholder in the place of a secret', async () => {
    const held = await world.runner.act(order({ action: 'hold' }));
    const database = new DatabaseSync(world.path);
    const kept = JSON.stringify({ parameters: { queue: PLACEHOLDER } });
    database.prepare('UPDATE runs SET request = ? WHERE id = ?').run(kept, held.run);
    database.close();
    await expect(world.runner.undo(held.run, ADA)).rejects.toMatchObject({
      code: 'not_undoable',
      message: '"Title of hold" was done with a secret in the parameter "queue", and no record keeps one.',
    });
    expect(world.script.done).toEqual(['hold on']);
  });

  test('a second time says that it was, and not that what stands now is still the action', async () => {
    const done = await world.runner.act(order());
    const undone = await world.runner.undo(done.run, ADA);
    const problem = { class: 'changed-meanwhile', outcome: 'fail', message: 'm' } as const;
    world.script.obstacle = () => ({ status: 'unmet', problem });
    await expect(world.runner.undo(done.run, ADA)).rejects.toMatchObject({
      code: 'not_undoable',
      message: `Run ${done.run} was undone already, by run ${undone.run}.`,
    });
  });

  test('in whose way a later change of ours stands says which, and how to undo that', async () => {
    const first = await world.runner.act(order({ action: 'fallback', idempotencyKey: 'first' }));
    const problem = { class: 'changed-meanwhile', outcome: 'fail', message: 'm', hint: 'Ask who.' } as const;
    world.script.obstacle = (change) =>
      change === 'fallback off' ? { status: 'unmet', problem } : undefined;
    expect((await world.runner.undo(first.run, ADA)).problem?.hint).toBe('Ask who.');
    const later = await world.runner.act(order({ action: 'fallback', idempotencyKey: 'later' }));
    expect((await world.runner.undo(first.run, ADA)).problem?.hint).toBe(
      `It may be a later change of ours; undo that first: npm run -s playbook -- undo ${later.run} ("fallback").`,
    );
    expect((await world.runner.undo(later.run, ADA)).problem?.hint).toBe('Ask who.');
  });

  test('10 at once with keys of their own are one execution', async () => {
    const done = await world.runner.act(order());
    const undos = Array.from({ length: 10 }, () => world.runner.undo(done.run, ADA));
    const ended = await Promise.allSettled(undos);
    expect(ended.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(world.script.done).toEqual(['throttle on', 'throttle off']);
  });

  test('settles what was temporary', async () => {
    const done = await world.runner.act(order({ action: 'fallback' }));
    expect(await world.runner.temporaries()).toHaveLength(1);
    await world.runner.undo(done.run, ADA);
    expect(await world.runner.temporaries()).toEqual([]);
  });

  test.each([
    ['an irreversible action', 'rotate'],
    ['a check', 'check'],
  ])('%s is refused', async (_, what) => {
    const { run } =
      what === 'check'
        ? await world.runner.check({ ...ADA, check: 'contract' })
        : await world.runner.act(order({ action: what }));
    await expect(world.runner.undo(run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
  });

  test('an unknown run is refused', async () => {
    await expect(world.runner.undo('r-nothing', ADA)).rejects.toMatchObject({ code: 'unknown_run' });
  });
});
