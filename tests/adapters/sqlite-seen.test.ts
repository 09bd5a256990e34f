import { readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { countSql, fixSql } from '../../runbook-runner/adapters/sqlite-seen.ts';
import { ownStore } from './support/own-store.ts';
import { aRun, running } from './support/runs.ts';

const VERSION_1 = readFileSync(new URL('../fixtures/store-1.sql', import.meta.url), 'utf8');
const minute = (count: number) => new Date(Date.UTC(2026, 10, 22, 10, count)).toISOString();
const DRIFT = { fingerprint: 'lumenpay GET /x - 200 - contract:missing', failureMode: 'schema-drift' };
const failed = (count: number, more: Parameters<typeof aRun>[0] = {}) =>
  aRun({ status: 'fail', startedAt: minute(count), ...DRIFT, ...more });
const action = (count: number, status: string, parent: string) =>
  aRun({ kind: 'action', subject: `action-${count}`, status, parent, startedAt: minute(count) });

const own = ownStore();

const scope = { environment: 'sandbox', before: minute(59) };
const byMode = { ...scope, failureMode: 'schema-drift', integration: 'lumenpay' };
const byPrint = { ...scope, fingerprint: DRIFT.fingerprint };

describe('what the records tell of a failure', () => {
  test('one that never came', async () => {
    expect(await own.store.seen(byMode)).toEqual({ times: 0 });
  });

  test('how often and when last, apart by environment and before the run that asks', async () => {
    const others = [{ environment: 'production' }, { failureMode: null, fingerprint: null }];
    const other = { failureMode: 'schema-drift', fingerprint: 'lumenpay another' };
    for (const [index, more] of [{}, {}, ...others, other, { startedAt: minute(59) }].entries()) {
      await own.store.append(failed(index, more));
    }
    expect(await own.store.seen(byMode)).toEqual({ times: 3, last: minute(4) });
    expect(await own.store.seen(byPrint)).toEqual({ times: 2, last: minute(1) });
  });

  test('how often, and what helped, of one integration: the mode of another one is fixed elsewhere', async () => {
    const foreign = { fingerprint: 'lumenpay-eu GET /x - 200 - contract:missing', parent: 'incident-1' };
    await own.store.append(failed(1));
    await own.store.append(failed(2, foreign));
    await own.store.append(action(3, 'done', 'incident-1'));
    expect(await own.store.seen(byMode)).toEqual({ times: 1, last: minute(1) });
    const there = await own.store.seen({ ...byMode, integration: 'lumenpay-eu' });
    expect(there).toMatchObject({ times: 1, last: minute(2), fix: { action: 'action-3' } });
  });

  test('the verified action that followed it in the same run of a runbook', async () => {
    const runs = [
      ...[action(1, 'done', 'incident-1'), failed(2, { parent: 'incident-1' })],
      ...[action(3, 'unverified', 'incident-1'), action(4, 'done', 'incident-1')],
      ...[action(5, 'done', 'incident-2'), failed(6, { parent: 'incident-3' })],
    ];
    for (const run of runs) await own.store.append(run);
    const { fix } = await own.store.seen(byMode);
    expect(fix).toEqual({ action: 'action-4', run: runs[3]?.id, at: minute(4) });
    expect((await own.store.seen({ ...byMode, before: minute(2) })).fix).toBeUndefined();
    await own.store.append(action(7, 'done', 'incident-3'));
    expect((await own.store.seen(byPrint)).fix?.action).toBe('action-7');
  });

  test('a run that was recorded while it ran is found by how it ended', async () => {
    const run = aRun({ ...running, startedAt: minute(1) });
    await own.store.begin(run);
    const ending = {
      state: 'finished',
      status: 'fail',
      finishedAt: minute(2),
      result: {},
      ...DRIFT,
    } as const;
    await own.store.end(run.id, ending, 'Ada');
    expect(await own.store.seen(byPrint)).toEqual({ times: 1, last: minute(1) });
    for (const filter of [{ fingerprint: DRIFT.fingerprint }, { failureMode: 'schema-drift' }]) {
      expect((await own.store.list(filter)).map(({ id }) => id)).toEqual([run.id]);
    }
    expect(await own.store.verifyJournal()).toBeUndefined();
  });

  test('2,000 are counted as 1000, read from an index', async () => {
    const runs = Array.from({ length: 2_000 }, (_, index) => failed(0, { startedAt: minute(-index) }));
    await Promise.all(runs.map((run) => own.store.append(run)));
    expect(await own.store.seen(byMode)).toEqual({ times: 1_000, last: minute(0) });
    const database = new DatabaseSync(own.path);
    for (const column of ['failure_mode', 'fingerprint'] as const) {
      for (const sql of [countSql(column), fixSql(column)]) {
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('x', 'sandbox', minute(0));
        const steps = plan.map(({ detail }) => String(detail)).join('\n');
        expect(steps).toContain(`USING INDEX runs_${column}`);
        expect(steps).not.toMatch(/SCAN (runs|fix)/);
      }
    }
    database.close();
  });
});

/** The file as that version left it. */
function asVersion1(path: string): void {
  rmSync(path);
  const old = new DatabaseSync(path);
  old.exec(VERSION_1);
  old.close();
}

describe('a store of version 1', () => {
  test('is brought up to date with its journal whole, and goes on', async () => {
    await own.reopen({ meanwhile: asVersion1 });
    const before = await own.store.list({});
    expect(before.map(({ id, fingerprint, failureMode }) => [id, fingerprint, failureMode])).toEqual(
      ['run-3', 'run-2', 'run-1'].map((id) => [id, null, null]),
    );
    expect(await own.store.verifyJournal()).toBeUndefined();
    await own.store.append(failed(30));
    await own.reopen();
    expect(await own.store.seen(byMode)).toEqual({ times: 1, last: minute(30) });
    expect(await own.store.verifyJournal()).toBeUndefined();
  });

  test('a fingerprint that is written into an old record is found as a change of it', async () => {
    await own.reopen({ meanwhile: asVersion1 });
    const forger = new DatabaseSync(own.path);
    forger.exec("UPDATE runs SET fingerprint = 'x' WHERE id = 'run-2'");
    forger.close();
    expect(await own.store.verifyJournal()).toBe(2);
  });
});
