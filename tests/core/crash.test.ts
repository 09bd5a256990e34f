import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord, StorePort } from '../../runbook-runner/ports/store.ts';
import { aRun, openAt } from '../adapters/support/runs.ts';
import { ADA, aWorld, exchange, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const SCRIPT = join(import.meta.dirname, 'support/act-until-killed.ts');
const again = (key: string) =>
  world.runner.act({ ...ADA, action: 'throttle', dryRun: false, idempotencyKey: key });

/** Lets a process act until it is killed at a random point; what it was asked, and what it answered. */
async function round(name: string): Promise<{ asked: string[]; told: string[] }> {
  const child = spawn(process.execPath, [SCRIPT, world.folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes('told')) await pause(2);
  await pause(Math.random() * 30);
  child.kill('SIGKILL');
  await once(child, 'close');
  const keys = (word: string) =>
    [...said.matchAll(new RegExp(`^${word} (.+)\n`, 'gm'))].map((one) => one[1] ?? '');
  return { asked: keys('asked'), told: keys('told') };
}

test('kill -9 at random points: nothing told is lost, nothing is done twice', {
  timeout: 120_000,
}, async () => {
  const rounds = [];
  for (let index = 0; index < 10; index += 1) rounds.push(await round(`r${index}`));
  const asked = rounds.flatMap((one) => one.asked);
  const told = rounds.flatMap((one) => one.told);
  await world.runner.takeOver();
  const byKey = new Map<string | null, RunRecord>();
  for (const run of await world.runner.runs({ limit: 100_000 })) byKey.set(run.idempotencyKey, run);
  for (const key of told) expect(byKey.get(key)).toMatchObject({ state: 'finished', status: 'done' });
  const upstream = readFileSync(join(world.folder, 'upstream.log'), 'utf8').trim().split('\n');
  expect(new Set(upstream).size).toBe(upstream.length);
  // Whatever reached the upstream has its intent on record.
  for (const key of upstream) expect(byKey.has(key)).toBe(true);
  // Asked again, what has a record is not done again: it is answered, or its end is unknown.
  for (const key of asked.filter((one) => byKey.has(one))) {
    const known = byKey.get(key)?.state === 'finished';
    const answer = await again(key).then(
      (result) => result.status,
      (error) => error.code,
    );
    expect(answer).toBe(known ? 'done' : 'outcome_unknown');
  }
  expect(world.script.done).toEqual([]);
  expect(await world.store.verifyJournal()).toBeUndefined();
});

test('an intent that a crash left open waits for a person, who may undo it', async () => {
  const { asked } = await round('hang');
  const recovered = await world.runner.takeOver();
  expect(recovered).toMatchObject([
    { kind: 'action', state: 'outcome_unknown', status: 'unknown', idempotencyKey: asked[0] },
  ]);
  expect(world.script.done).toEqual([]);
  const [run] = recovered;
  expect((await world.runner.undo(run?.id ?? '', ADA)).status).toBe('done');
  expect(world.script.done).toEqual(['throttle off']);
});

/** The run that the killed process left, as the store has it. */
async function leftRunning(): Promise<string> {
  const { asked } = await round('hang');
  const run = (await world.store.list({})).find((one) => one.idempotencyKey === asked[0]);
  expect(run).toMatchObject({ state: 'running' });
  return run?.id ?? '';
}

test('what was killed is undone without a server', async () => {
  expect((await world.runner.undo(await leftRunning(), ADA)).status).toBe('done');
  expect(world.script.done).toEqual(['throttle off']);
});

test('what was killed is not told as running', async () => {
  const id = await leftRunning();
  expect(await world.runner.runs({ kind: 'action' })).toMatchObject([{ id, state: 'outcome_unknown' }]);
  expect(await world.runner.run(id)).toMatchObject({ state: 'outcome_unknown' });
});

const FULL = { code: 'storage_full', status: 507 };

async function fill(store: StorePort): Promise<void> {
  for (const length of [2_000, 20]) {
    const write = async () => {
      for (;;) await store.append(aRun({ result: 'x'.repeat(length) }));
    };
    await expect(write()).rejects.toMatchObject(FULL);
  }
}

test('a disk that fills while an action is under way loses nothing of how it ended', async () => {
  const path = join(world.folder, 'small.sqlite');
  const store = await openAt(path, 300_000);
  const other = await aWorld({ store: async () => store });
  other.script.deed = async () => {
    await fill(store);
    return { status: 'done', exchange };
  };
  const act = { ...ADA, action: 'throttle', dryRun: false, idempotencyKey: 'k' };
  await expect(other.runner.act(act)).rejects.toMatchObject({
    ...FULL,
    message: expect.stringMatching(/^“Title of throttle” ended as done, but that could not be recorded\. /),
    hint: expect.stringMatching(/^Do not make the change again\. /),
  });
  expect(await other.runner.runs({ kind: 'action' })).toMatchObject([{ state: 'running' }]);
  other.script.deed = () => ({ status: 'done', exchange });
  const room = new DatabaseSync(path);
  room.exec("DELETE FROM runs WHERE kind = 'check'");
  room.close();
  const [run] = await other.runner.runs({ kind: 'action' });
  expect(run).toMatchObject({ state: 'finished', status: 'done', result: { status: 'done' } });
  expect((await other.runner.act(act)).run).toBe(run?.id);
  expect((await other.runner.undo(run?.id ?? '', ADA)).status).toBe('done');
  expect(other.script.done).toEqual(['throttle on', 'throttle off']);
  await other.end();
});

test('a stage that a full disk keeps from being recorded is not begun, and nobody is told that it may have been done', async () => {
  const store = await openAt(join(world.folder, 'small.sqlite'), 300_000);
  const other = await aWorld({ store: async () => store });
  const sent: string[] = [];
  other.script.deed = async ({ stage }) => {
    await fill(store);
    return stage({ id: 'one', title: 'One' }, async (key) => {
      sent.push(key);
      return { status: 'done', exchange };
    });
  };
  const act = { ...ADA, action: 'throttle', dryRun: false };
  await expect(other.runner.act(act)).rejects.toMatchObject({
    ...FULL,
    message: expect.stringMatching(/^“Title of throttle” ended as error, /),
  });
  expect(sent).toEqual([]);
  await other.end();
});

test('a full disk refuses an action before it acts', async () => {
  const store = await openAt(join(world.folder, 'small.sqlite'), 300_000);
  const other = await aWorld({ store: async () => store });
  await fill(store);
  const act = { ...ADA, action: 'throttle', dryRun: false, idempotencyKey: 'k', reason: 'x'.repeat(20_000) };
  await expect(other.runner.act(act)).rejects.toMatchObject(FULL);
  expect(other.script.done).toEqual([]);
  await other.end();
});
