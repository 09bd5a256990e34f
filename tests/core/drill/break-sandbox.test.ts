// What the records say of a fault that a person's drill injects: before it, after it, without it, and after a crash.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PlaybookError } from '../../../runbook-runner/errors/index.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const begin = () => beside.world.runner.attempts.begin('runbook-live', { actor: 'Ada' });
const stages = () => beside.world.runner.runs({ kind: 'stage' });
const drills = () => beside.world.runner.runs({ kind: 'drill' });
const lost = new PlaybookError('sandbox_not_running', 'No sandbox is running for this folder.');

test('the intent is on record before the fault is on, and that it was on after it', async () => {
  const { script, runner } = beside.world;
  let before: unknown;
  script.inject = async () => {
    before = await stages();
  };
  const { run, startedAt } = await begin();
  expect(before).toMatchObject([
    { parent: run, subject: 'drift', step: 'inject', state: 'running', actor: 'Ada' },
  ]);
  const [stage] = await stages();
  expect(stage).toMatchObject({ state: 'finished', status: 'done', result: { fault: 'drift' } });
  expect(startedAt).toBe(stage?.finishedAt);
  await runner.attempts.finish(run, 'Ada');
  beside.expectClean();
});

test('the clock runs from the fault, not from the intent', async () => {
  const { script, runner } = beside.world;
  script.inject = () => new Promise((resolve) => setTimeout(resolve, 300));
  const { run } = await begin();
  await runner.check({ actor: 'Ada', environment: 'sandbox', check: 'contract', parent: run });
  expect((await runner.attempts.look(run)).marks.detected).toBeLessThan(250);
});

test('a fault that was refused for another leaves that one on, and a drill that says so', async () => {
  const { script, runner } = beside.world;
  script.inject = () => {
    throw new PlaybookError('fault_active', '"other" is active.');
  };
  await expect(begin()).rejects.toMatchObject({ code: 'fault_active' });
  expect([...(script.faults ?? [])]).toEqual(['drift']);
  expect(await stages()).toMatchObject([{ state: 'finished', status: 'error' }]);
  const [drill] = await drills();
  expect(drill).toMatchObject({
    ...{ state: 'finished', status: 'error', result: { reason: '"other" is active.' } },
  });
  const told = await runner.attempts.look(drill?.id ?? '');
  expect(told).toMatchObject({ state: 'ended', marks: { inTime: false } });
  expect(told.startedAt).toBeUndefined();
  expect(await runner.drillTrend('runbook-live')).toEqual([]);
});

test('a fault whose answer was lost is ended, and the drill never began', async () => {
  beside.world.script.inject = () => Promise.reject(lost);
  await expect(begin()).rejects.toMatchObject({ code: 'sandbox_not_running' });
  beside.expectClean();
  expect(await stages()).toMatchObject([{ state: 'finished', status: 'error' }]);
  expect(await drills()).toMatchObject([{ state: 'finished', status: 'error' }]);
});

test('a fault that may be on and cannot be ended waits for a person, who is told how', async () => {
  const { script } = beside.world;
  script.clear = () => Promise.reject(lost);
  script.inject = () => Promise.reject(lost);
  await expect(begin()).rejects.toMatchObject({ code: 'sandbox_not_running' });
  expect(await stages()).toMatchObject([{ state: 'outcome_unknown', status: 'unknown' }]);
  expect(await drills()).toMatchObject([
    { status: 'error', result: { reason: expect.stringMatching(/may still be disturbed .*clear drift/) } },
  ]);
});

test('after a kill -9 before the fault is on, no record claims that it was', async () => {
  const { folder, runner } = beside.world;
  const script = join(import.meta.dirname, '../support/break-until-killed.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  const recovered = await runner.takeOver();
  expect(recovered.map(({ kind, state }) => [kind, state]).sort()).toEqual([
    ['drill', 'interrupted'],
    ['stage', 'outcome_unknown'],
  ]);
  const drill = recovered.find(({ kind }) => kind === 'drill');
  const told = await runner.attempts.look(drill?.id ?? '');
  expect([told.state, told.startedAt, told.marks]).toEqual(['ended', undefined, { inTime: false }]);
});
