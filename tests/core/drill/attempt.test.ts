import { expect, test } from 'vitest';
import { aLive, aPlaybook } from '../support/playbook.ts';
import { ADA } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const begin = () => beside.world.runner.attempts.begin('runbook-live', { actor: 'Ada' });

function withHints(): void {
  const playbook = aPlaybook();
  const page = playbook.drills.get('runbook-live');
  if (!page) throw new Error('no drill');
  const drill = { ...aLive, hints: ['Look at the contract.'] };
  beside.world.script.playbook = { ...playbook, drills: new Map([['runbook-live', { ...page, drill }]]) };
}

test('a person who finds, mitigates and verifies gets all points, and leaves no trace', async () => {
  const { runner } = beside.world;
  const { run, marks } = await begin();
  expect(marks).toEqual({ inTime: false });
  const asked = { ...ADA, parent: run };
  await runner.check({ ...asked, check: 'contract' });
  await runner.act({ ...asked, action: 'fallback', dryRun: true });
  await runner.act({ ...asked, action: 'fallback', dryRun: false });
  await runner.check({ ...asked, check: 'flow' });
  const ended = await runner.attempts.finish(run, 'Ada');
  expect(ended.scored).toMatchObject({ status: 'pass', points: 100 });
  expect(ended.state).toBe('ended');
  beside.expectClean();
  const record = await runner.run(run);
  expect(record).toMatchObject({ kind: 'drill', actor: 'Ada', state: 'finished', status: 'pass' });
  expect(await runner.drillTrend('runbook-live')).toMatchObject([{ run, status: 'pass' }]);
});

test('a hint is told when it is asked for, costs points, and is recorded', async () => {
  withHints();
  const { runner } = beside.world;
  const begun = await begin();
  expect(begun).toMatchObject({ hints: [], hintsLeft: 1 });
  const helped = await runner.attempts.hint(begun.run, 'Ada');
  expect(helped).toMatchObject({ hints: ['Look at the contract.'], hintsLeft: 0 });
  await expect(runner.attempts.hint(begun.run, 'Ada')).rejects.toMatchObject({ code: 'usage' });
  const ended = await runner.attempts.finish(begun.run, 'Ada');
  // All is as before at the end, and that is all.
  expect(ended.scored).toMatchObject({ status: 'fail', points: 10 });
  expect(await runner.runs({ parent: begun.run, kind: 'hint' })).toHaveLength(1);
  await expect(runner.attempts.finish(begun.run, 'Ada')).rejects.toMatchObject({ code: 'parent_refused' });
});

test('a disturbed sandbox, another run and an unknown drill are refused', async () => {
  const { runner, script } = beside.world;
  script.faults = new Set(['other']);
  await expect(begin()).rejects.toMatchObject({
    code: 'fault_active',
    message: expect.stringContaining('disturbed already by "other"; nothing was injected'),
    hint: expect.stringContaining('sandbox clear other'),
  });
  expect([...script.faults]).toEqual(['other']);
  script.faults = undefined;
  await expect(begin()).rejects.toMatchObject({ code: 'sandbox_not_running' });
  const { run } = await runner.check({ ...ADA, check: 'first' }).catch(() => ({ run: 'none' }));
  await expect(runner.attempts.look(run)).rejects.toMatchObject({ code: 'unknown_run' });
  await expect(runner.attempts.begin('nothing', { actor: 'Ada' })).rejects.toMatchObject({
    code: 'unknown_drill',
  });
});

test('a drill of before the fault was a stage counts from its own begin, as it did', async () => {
  const { runner, store } = beside.world;
  const { run: now } = await begin();
  const startedAt = new Date(Date.now() - 5_000).toISOString();
  const run = 'run_of_old';
  await store.begin({ ...(await runner.run(now)), id: run, startedAt });
  await runner.check({ ...ADA, parent: run, check: 'contract' });
  const running = await runner.attempts.look(run);
  expect(running).toMatchObject({ startedAt, state: 'running' });
  expect(running.marks.detected).toBeGreaterThanOrEqual(5_000);
  const { scored, marks } = await runner.attempts.finish(run, 'Ada');
  expect(scored?.lines[0]).toEqual({ what: 'The failure was seen', points: 20 });
  expect(marks).toEqual(running.marks);
});

test('however much ran in a drill, it is known when the fault was on', async () => {
  const { runner, store } = beside.world;
  const { run, startedAt } = await begin();
  const seen = await runner.check({ ...ADA, parent: run, check: 'contract' });
  const again = await runner.run(seen.run);
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => store.append({ ...again, id: `again_${n}` })));
  expect(startedAt).toBeDefined();
  expect(await runner.attempts.look(run)).toMatchObject({
    startedAt,
    marks: { detected: expect.any(Number) },
  });
});
