import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADA, aWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const page = { id: 'scenarios/runbook', seal: 'sha256-scenarios/runbook' };
const refused = (message: RegExp) => ({
  code: 'parent_refused',
  status: 409,
  message: expect.stringMatching(message),
});

/** Everything that names a run that it belongs to, by its name. */
function orders(parent: string, asked: typeof ADA) {
  const { runner } = world;
  const order = { ...asked, parent };
  return {
    check: () => runner.check({ ...order, check: 'contract' }),
    action: () => runner.act({ ...order, action: 'fallback', dryRun: false }),
    decision: () => runner.decide({ ...order, scenario: 'runbook', decision: 'confirmed' }),
    preflight: () => runner.preflight('upstream', order),
  };
}
const KINDS = ['check', 'action', 'decision', 'preflight'] as const;

describe('a record is not taken by', () => {
  test.each(KINDS)('a run that has ended: %s', async (kind) => {
    const { run } = await world.runner.follow('runbook', ADA);
    await world.runner.finish(run, 'Ada');
    await expect(orders(run, ADA)[kind]()).rejects.toMatchObject(refused(/has ended/));
    expect(world.script.probed).toEqual([]);
    expect(await world.runner.runs({ parent: run })).toEqual([]);
  });

  test.each(KINDS)('a run that nobody has: %s', async (kind) => {
    await expect(orders('r-nothing', ADA)[kind]()).rejects.toMatchObject(refused(/No run has the id/));
  });

  test.each(KINDS)('a run in another environment: %s', async (kind) => {
    const { run } = await world.runner.follow('runbook', { ...ADA, environment: 'staging' });
    await expect(orders(run, ADA)[kind]()).rejects.toMatchObject(refused(/is in staging, not in sandbox/));
  });

  test('a run that is itself a check', async () => {
    const { run } = await world.runner.check({ ...ADA, check: 'contract' });
    await expect(orders(run, ADA).check()).rejects.toMatchObject(refused(/is of kind check/));
  });

  test("another page's run, or another scenario's decision", async () => {
    const { run: parent } = await world.runner.follow('runbook', ADA);
    const elsewhere = { ...ADA, parent, page: { id: 'integrations/upstream', seal: 'any' } };
    await expect(world.runner.check({ ...elsewhere, check: 'contract' })).rejects.toMatchObject(
      refused(/is of the scenario "runbook", not of integrations\/upstream/),
    );
    const other = { ...ADA, parent, scenario: 'other', decision: 'confirmed' };
    await expect(world.runner.decide(other)).rejects.toMatchObject(refused(/not of scenarios\/other/));
  });

  test('an undo into a run of another environment than its action', async () => {
    const { run } = await world.runner.act({ ...ADA, action: 'fallback', dryRun: false });
    const { run: parent } = await world.runner.follow('runbook', { ...ADA, environment: 'staging' });
    const attempt = world.runner.undo(run, { actor: 'Ada', parent });
    await expect(attempt).rejects.toMatchObject(refused(/is in staging/));
    expect(world.script.done).toHaveLength(1);
  });
});

test('the open run of the page takes its records', async () => {
  const { run: parent } = await world.runner.follow('runbook', { ...ADA, page });
  await world.runner.check({ ...ADA, page, parent, check: 'contract' });
  const { run } = await world.runner.act({ ...ADA, page, parent, action: 'fallback', dryRun: false });
  await world.runner.undo(run, { actor: 'Ada', page, parent });
  const { records } = await world.runner.scenarioRun(parent);
  expect(records.map((one) => one.kind)).toEqual(['check', 'action', 'check', 'undo']);
});
