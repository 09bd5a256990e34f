import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from './support/fake-clock.ts';
import { ADA, aWorld, COMMIT, drifted, fail, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const page = { id: 'scenarios/runbook', seal: 'sha256-scenarios/runbook' };

describe('a run of a scenario', () => {
  test('tells every step that ran in it, in order, with actor, commit and seal', async () => {
    world.script.probe.contract = () => drifted;
    const { run: parent } = await world.runner.follow('runbook', { ...ADA, page });
    const asked = { ...ADA, page, parent };
    await world.runner.check({ ...asked, check: 'contract', step: 'confirm' });
    await world.runner.decide({ ...asked, scenario: 'runbook', decision: 'confirmed', step: 'confirm' });
    const act = { ...asked, action: 'fallback', dryRun: false, idempotencyKey: 'k', step: 'mitigate' };
    const { run } = await world.runner.act(act);
    await world.runner.undo(run, { actor: 'Bob' });
    const { records, state, actor } = await world.runner.scenarioRun(parent);
    expect({ state, actor }).toEqual({ state: 'running', actor: 'Ada' });
    expect(records.map((one) => [one.kind, one.subject, one.status, one.step, one.actor])).toEqual([
      ['check', 'contract', 'fail', 'confirm', 'Ada'],
      ['decision', 'confirmed', 'proceed', 'confirm', 'Ada'],
      ['action', 'fallback', 'done', 'mitigate', 'Ada'],
      ['check', 'flow', 'pass', 'mitigate', 'Ada'],
      ['undo', 'fallback', 'done', 'mitigate', 'Bob'],
    ]);
    for (const one of records) expect(one.commit).toBe(COMMIT);
    expect(records[0]?.seal).toBe(page.seal);
  });

  test('is resumed, by anyone and after a restart, until it is finished', async () => {
    const first = await world.runner.follow('runbook', ADA);
    await world.runner.close();
    const { runner } = await world.open();
    expect((await runner.follow('runbook', { ...ADA, actor: 'Bob' })).run).toBe(first.run);
    expect((await runner.follow('runbook', { ...ADA, environment: 'staging' })).run).not.toBe(first.run);
    const finished = await runner.finish(first.run, 'Bob');
    expect(finished).toMatchObject({ state: 'finished', finishedAt: expect.any(String) });
    expect(await runner.finish(first.run, 'Bob')).toEqual(finished);
    expect((await runner.follow('runbook', ADA)).run).not.toBe(first.run);
    await runner.close();
  });

  test('is a new one also after the clock was set back', async () => {
    const seen = new Set<string>();
    for (const at of ['12:00', '11:00', '11:01', '10:00', '11:30']) {
      world.script.clock = new FakeClock(`2026-11-22T${at}:00.000Z`);
      const { run, state } = await world.runner.follow('runbook', ADA);
      expect(state).toBe('running');
      expect((await world.runner.follow('runbook', ADA)).run).toBe(run);
      await world.runner.finish(run, 'Ada');
      seen.add(run);
    }
    expect(seen.size).toBe(5);
  });

  test('begun 20 times at once is one run', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => world.runner.follow('runbook', ADA)));
    expect(new Set(runs.map((one) => one.run)).size).toBe(1);
  });

  test('refuses a stale page, an unknown scenario or environment, and a run of something else', async () => {
    const stale = { ...ADA, page: { ...page, seal: 'old' } };
    await expect(world.runner.follow('runbook', stale)).rejects.toMatchObject({ code: 'stale_seal' });
    await expect(world.runner.follow('runbok', ADA)).rejects.toMatchObject({ code: 'unknown_scenario' });
    const nowhere = { ...ADA, environment: 'nowhere' };
    const unknown = { code: 'unknown_environment', hint: expect.stringContaining('sandbox') };
    await expect(world.runner.follow('runbook', nowhere)).rejects.toMatchObject(unknown);
    const decision = { ...nowhere, scenario: 'runbook', decision: 'confirmed' };
    await expect(world.runner.decide(decision)).rejects.toMatchObject(unknown);
    expect(await world.runner.runs({})).toEqual([]);
    const { run } = await world.runner.check({ ...ADA, check: 'contract' });
    await expect(world.runner.scenarioRun(run)).rejects.toMatchObject({ code: 'unknown_run' });
    await expect(world.runner.finish('r-none', 'Ada')).rejects.toMatchObject({ code: 'unknown_run' });
  });
});

describe('a preflight', () => {
  test('runs the checks in order and stops at the first that is not green', async () => {
    world.script.probe.second = () => fail;
    const results = await world.runner.preflight('upstream', ADA);
    expect(results.map((one) => [one.check, one.status])).toEqual([
      ['first', 'pass'],
      ['second', 'fail'],
    ]);
    expect(world.script.probed).toEqual(['first', 'second']);
    const [record] = await world.runner.runs({ kind: 'preflight' });
    expect(record).toMatchObject({ subject: 'upstream', status: 'fail' });
    expect(await world.runner.runs({ parent: record?.id ?? '' })).toHaveLength(2);
  });

  test('is green when all are', async () => {
    expect(await world.runner.preflight('upstream', ADA)).toHaveLength(3);
  });

  test('of an unknown integration is refused', async () => {
    const attempt = world.runner.preflight('upstraem', ADA);
    await expect(attempt).rejects.toMatchObject({
      code: 'unknown_integration',
      hint: 'Did you mean "upstream"?',
    });
  });
});
