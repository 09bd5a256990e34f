import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXPIRY_ACTOR } from '../../runbook-runner/core/expiry.ts';
import { FakeClock } from './support/fake-clock.ts';
import { ADA, aWorld, exchange, type World } from './support/world.ts';

const HOUR = 3_600_000;
let world: World;
let clock: FakeClock;
const reported: unknown[] = [];

beforeEach(async () => {
  reported.length = 0;
  clock = new FakeClock('2026-11-22T10:00:00.000Z');
  world = await aWorld({ report: (error) => reported.push(error) });
  world.script.clock = clock;
});
afterEach(() => world.end());

/** A second later: the watch may have been at its last look when the time moved before, and not have heard of it. */
const secondLater = async () => {
  await clock.advance(1_000);
  return world.script.done;
};
const done = () => expect.poll(secondLater, { timeout: 15_000 });
const held = () => expect.poll(async () => (await world.runner.temporaries()).length, { timeout: 15_000 });
const listed = () => secondLater().then(() => world.runner.temporaries());
const fallback = (key = 'k') =>
  world.runner.act({ ...ADA, action: 'fallback', dryRun: false, idempotencyKey: key });

test('holds for its 4 hours, then is undone by itself, once', async () => {
  const { run, expiresAt } = await fallback();
  expect(expiresAt).toBe('2026-11-22T14:00:00.000Z');
  await world.runner.takeOver();
  await clock.advance(4 * HOUR - 1);
  expect(world.script.done).toEqual(['fallback on']);
  await done().toEqual(['fallback on', 'fallback off']);
  await clock.advance(HOUR);
  expect(world.script.done).toHaveLength(2);
  await held().toBe(0);
  expect(await world.runner.runs({ kind: 'undo' })).toMatchObject([{ undoes: run, actor: EXPIRY_ACTOR }]);
});

test('ends also when the command that did it was killed beside a server that goes on', async () => {
  await world.runner.takeOver();
  const { run } = await fallback();
  const database = new DatabaseSync(world.path);
  const killed =
    "UPDATE runs SET state = 'running', status = NULL, result = NULL, owner = '1:0' WHERE id = ?";
  database.prepare(killed).run(run);
  database.close();
  await expect.poll(listed, { timeout: 15_000 }).toMatchObject([{ id: run, state: 'outcome_unknown' }]);
  await clock.advance(4 * HOUR);
  await done().toEqual(['fallback on', 'fallback off']);
  await held().toBe(0);
});

test.each(['fallback', 'sandbox', 'action', 'finished', 'status'])(
  'ends, and is listed, though a secret is the word %j',
  async (word) => {
    world.redactor.add(word);
    const result = await fallback();
    expect(result).toMatchObject({ action: 'fallback', environment: 'sandbox', status: 'done' });
    await world.runner.takeOver();
    const kept = { kind: 'action', subject: 'fallback', environment: 'sandbox', state: 'finished' };
    expect(await listed()).toMatchObject([kept]);
    await clock.advance(4 * HOUR);
    await done().toEqual(['fallback on', 'fallback off']);
  },
);

test('in production its end asks for no second word: whoever began it consented to that too', async () => {
  const consent = { environment: 'production', confirm: 'production', reason: 'agreed with the lead' };
  await world.runner.act({ ...ADA, ...consent, action: 'fallback', dryRun: false, idempotencyKey: 'k' });
  await world.runner.takeOver();
  await clock.advance(4 * HOUR);
  await done().toEqual(['fallback on', 'fallback off']);
});

test('fires after a restart, when it fell due in between', async () => {
  await fallback();
  await world.runner.close();
  await clock.advance(5 * HOUR);
  const { runner } = await world.open();
  await runner.takeOver();
  await clock.advance(0);
  await done().toEqual(['fallback on', 'fallback off']);
  await runner.close();
});

test('two runners that serve at once undo it once', async () => {
  await fallback();
  const other = await world.open();
  await Promise.all([world.runner.takeOver(), other.runner.takeOver()]);
  await clock.advance(4 * HOUR);
  await done().toEqual(['fallback on', 'fallback off']);
  await clock.advance(HOUR);
  expect(world.script.done).toHaveLength(2);
  await other.runner.close();
});

test('does nothing for what a person has undone', async () => {
  const { run } = await fallback();
  await world.runner.undo(run, ADA);
  await world.runner.takeOver();
  await clock.advance(5 * HOUR);
  await clock.advance(1_000);
  expect(world.script.done).toEqual(['fallback on', 'fallback off']);
});

test('an undo that could not be sent is tried again a minute later', async () => {
  await fallback();
  await world.runner.takeOver();
  world.script.deed = () => ({
    status: 'error',
    problem: { class: 'refused', outcome: 'error', message: 'm' },
  });
  await clock.advance(4 * HOUR);
  await done().toEqual(['fallback on', 'fallback off']);
  world.script.deed = () => ({ status: 'done', exchange });
  await clock.advance(50_000);
  expect(world.script.done).toEqual(['fallback on', 'fallback off']);
  await done().toEqual(['fallback on', 'fallback off', 'fallback off']);
  await held().toBe(0);
});

test('an undo of which nobody knows the end waits for a person, and stays in sight', async () => {
  await fallback();
  await world.runner.takeOver();
  world.script.deed = () => ({
    status: 'unknown',
    problem: { class: 'timeout', outcome: 'fail', message: 'm' },
  });
  await clock.advance(4 * HOUR);
  await clock.advance(HOUR);
  await done().toEqual(['fallback on', 'fallback off']);
  expect(await world.runner.temporaries()).toHaveLength(1);
});

test('a sandbox that is gone is told once a minute, and ends nothing', async () => {
  await fallback();
  await world.runner.takeOver();
  world.script.faults = undefined;
  await clock.advance(4 * HOUR);
  await expect
    .poll(() => secondLater().then(() => reported), { timeout: 15_000 })
    .toMatchObject([
      {
        code: 'sandbox_not_running',
        message: expect.stringMatching(
          /^"fallback" in sandbox is due to end, and could not be undone \(run r-\w+\)\. The sandbox/,
        ),
      },
    ]);
  world.script.faults = new Set();
  await clock.advance(60_000);
  await done().toEqual(['fallback on', 'fallback off']);
});

test('what a later change stood in the way of is undone once that is', async () => {
  const problem = { class: 'changed-meanwhile', outcome: 'fail', message: 'm' } as const;
  await fallback('first');
  await clock.advance(HOUR);
  const { run: later } = await fallback('second');
  world.script.obstacle = () => ({ status: 'unmet', problem });
  await world.runner.takeOver();
  await clock.advance(3 * HOUR);
  const unmet = async () => {
    await secondLater();
    return (await world.runner.runs({ kind: 'undo' })).map(({ status }) => status);
  };
  await expect.poll(unmet, { timeout: 15_000 }).toEqual(['unmet']);
  await clock.advance(HOUR / 2);
  expect(await unmet()).toEqual(['unmet']);
  world.script.obstacle = () => undefined;
  await world.runner.undo(later, ADA);
  await done().toEqual(['fallback on', 'fallback on', 'fallback off', 'fallback off']);
  await held().toBe(0);
});
