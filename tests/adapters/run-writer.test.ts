import { expect, test } from 'vitest';
import { toRow } from '../../runbook-runner/adapters/run-rows.ts';
import { RunWriter } from '../../runbook-runner/adapters/run-writer.ts';
import { ownStore } from './support/own-store.ts';
import { aRun } from './support/runs.ts';

const own = ownStore();

/** Appends until `count` were told, 128 at once; what came of each. */
async function burst(count: number, result: unknown) {
  const outcomes: { readonly id: string; readonly error: unknown }[] = [];
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const run = aRun({ result });
      const error = await own.store.append(run).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      outcomes.push({ id: run.id, error });
    }
  };
  await Promise.all(Array.from({ length: 128 }, one));
  return outcomes;
}

const ids = async () => (await own.store.list({ limit: 100_000 })).map((run) => run.id).sort();

test('a burst is readable as soon as it is told, and one chain with what is written beside it', async () => {
  const outcomes = await burst(3_000, { text: 'ünïcode "quoted"' });
  const last = aRun();
  await own.store.append(last);
  expect(await ids()).toEqual([...outcomes.map(({ id }) => id), last.id].sort());
  expect(await own.store.get(outcomes[2_999]?.id ?? '')).toMatchObject({
    result: { text: 'ünïcode "quoted"' },
  });
  expect(await own.store.verifyJournal()).toBeUndefined();
});

test('runs that were told of are kept to the last, and so are those that come after them', async () => {
  own.store.expect(64);
  const outcomes = [...(await burst(64, null)), ...(await burst(3, null))];
  expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(await ids()).toEqual(outcomes.map(({ id }) => id).sort());
});

test('one bad run in a burst is refused by name and leaves the others alone', async () => {
  await burst(1_000, null);
  const twice = aRun();
  const settled = await Promise.allSettled(
    [aRun(), twice, twice, aRun()].map((run) => own.store.append(run)),
  );
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(settled[2]).toMatchObject({ reason: { message: expect.stringContaining('UNIQUE') } });
  expect(await own.store.verifyJournal()).toBeUndefined();
});

test('a disk that fills up in a burst refuses by name, and what was told is kept', async () => {
  await own.reopen({ maxBytes: 2_000_000 });
  const outcomes = await burst(2_000, 'x'.repeat(2_000));
  const refused = outcomes.filter(({ error }) => error !== undefined);
  expect(refused.length).toBeGreaterThan(500);
  for (const { error } of refused) expect(error).toMatchObject({ code: 'storage_full' });
  const told = outcomes.filter(({ error }) => error === undefined).map(({ id }) => id);
  expect(await ids()).toEqual(told.sort());
});

test('a file that cannot be opened leaves the thread without an answer, and nobody waits for it', async () => {
  const writer = new RunWriter({ path: '/nonexistent/store.sqlite', maxBytes: undefined });
  const insert = {
    row: toRow(aRun(), null, ''),
    kind: 'run-recorded',
    at: '',
    monotonicMs: 0,
  };
  expect(await Promise.all([writer.write(insert), writer.write(insert)])).toEqual([false, false]);
  expect(await writer.write(insert)).toBe(false);
  await writer.close();
});
