import { expect, test, vi } from 'vitest';
import { ownStore } from './support/own-store.ts';
import { aRun } from './support/runs.ts';

// As when the system has no thread to give.
vi.mock('node:worker_threads', async (original) => ({
  ...(await original<typeof import('node:worker_threads')>()),
  Worker: class {
    constructor() {
      throw new Error('ERR_WORKER_INIT_FAILED');
    }
  },
}));

const own = ownStore();

test('a burst is kept although no thread can be started for it', async () => {
  own.store.expect(64);
  const runs = Array.from({ length: 64 }, () => aRun());
  await Promise.all(runs.map((run) => own.store.append(run)));
  const kept = await own.store.list({ limit: 100 });
  expect(kept.map(({ id }) => id).sort()).toEqual(runs.map(({ id }) => id).sort());
});
