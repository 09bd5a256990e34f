import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAt, storeFolder } from './support/runs.ts';

let place: ReturnType<typeof storeFolder>;
beforeEach(() => {
  place = storeFolder();
});
afterEach(() => place.remove());

const SCRIPT = join(import.meta.dirname, 'support/append-runs.ts');

function start(mode: string, amount: number) {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, place.path, mode, String(amount)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = { text: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.text += chunk.toString();
  });
  /** Lines that arrived whole. */
  const lines = () => said.text.split('\n').slice(0, -1);
  return { child, lines, ended: once(child, 'close') };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test.each([
  { mode: 'append', rounds: 20, first: 1 },
  // By then a thread writes them.
  { mode: 'burst', rounds: 10, first: 1_000 },
])(
  'kill -9 at random points of $mode: 0 acknowledged runs lost, the chain verifies',
  {
    timeout: 120_000,
  },
  async ({ mode, rounds, first }) => {
    const acknowledged = new Set<string>();
    // On a slow machine a round acknowledges few.
    for (let round = 0; round < rounds || acknowledged.size <= 100; round += 1) {
      const { child, lines, ended } = start(mode, 100_000);
      await until(() => lines().length >= first);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      child.kill('SIGKILL');
      await ended;
      for (const id of lines()) acknowledged.add(id);
    }
    const store = await openAt(place.path);
    const kept = new Set((await store.list({ limit: 1_000_000 })).map((run) => run.id));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(await store.verifyJournal()).toBeUndefined();
    await store.close();
  },
);

test('four processes write at once: nothing lost, one chain', { timeout: 120_000 }, async () => {
  const writers = [...[1, 2, 3].map(() => start('append', 60)), start('burst', 1_000)];
  await Promise.all(writers.map((writer) => writer.ended));
  const said = writers.flatMap((writer) => writer.lines());
  const store = await openAt(place.path);
  expect(said).toHaveLength(3 * 180 + 1_000);
  expect(await store.list({ limit: 10_000 })).toHaveLength(said.length);
  expect(await store.verifyJournal()).toBeUndefined();
  await store.close();
});

test('one idempotency key in three processes is executed once', { timeout: 120_000 }, async () => {
  const claimers = [1, 2, 3].map(() => start('claim', 50));
  await Promise.all(claimers.map((claimer) => claimer.ended));
  const executed = claimers.flatMap((claimer) => claimer.lines()).map((line) => Number(line.split(' ')[1]));
  expect(executed.reduce((sum, one) => sum + one, 0)).toBe(1);
});

test('after a crash open actions have an unknown outcome, checks are interrupted, scenarios go on', async () => {
  const { child, lines, ended } = start('begin', 1);
  await until(() => lines().includes('begun'));
  const store = await openAt(place.path);
  expect(await store.recover('Ada')).toEqual([]);
  child.kill('SIGKILL');
  await ended;
  const recovered = await store.recover('Ada');
  expect(Object.fromEntries(recovered.map((run) => [run.id, run.state]))).toEqual({
    'check-run': 'interrupted',
    'action-run': 'outcome_unknown',
    'undo-run': 'outcome_unknown',
    'drill-run': 'interrupted',
  });
  expect((await store.get('scenario-run'))?.state).toBe('running');
  expect((await store.get('action-run'))?.state).toBe('outcome_unknown');
  expect(await store.recover('Ada')).toEqual([]);
  expect(await store.verifyJournal()).toBeUndefined();
  await store.close();
});
