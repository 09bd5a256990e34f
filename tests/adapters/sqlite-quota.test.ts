import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { QUOTA_SQL } from '../../runbook-runner/adapters/sqlite-quota.ts';
import { ownStore } from './support/own-store.ts';
import { aRun, running } from './support/runs.ts';

const own = ownStore();

const quota = (remaining: number) => ({
  observedAt: '2026-11-22T10:00:00.000Z',
  limits: [{ field: 'ratelimit', unit: 'requests', remaining }],
});
const told = (minute: number, remaining: number, more: Parameters<typeof aRun>[0] = {}) =>
  aRun({
    startedAt: new Date(Date.UTC(2020, 10, 22, 10, minute)).toISOString(),
    result: { integration: 'lumenpay', quota: quota(remaining) },
    ...more,
  });

test('the newest run that told one, apart by integration and environment', async () => {
  const newest = told(2, 7);
  const others = [
    told(1, 8),
    told(3, 1, { environment: 'production' }),
    told(4, 2, { result: { integration: 'parcelo', quota: quota(2) } }),
    told(5, 3, { result: { integration: 'lumenpay', body: '{"quota":{}}' } }),
    told(6, 4, { kind: 'action' }),
    told(7, 5, { result: { integration: 'lumenpay', nested: { quota: quota(5) } } }),
  ];
  for (const run of [newest, ...others]) await own.store.append(run);
  expect(await own.store.quota('lumenpay', 'sandbox')).toEqual({ run: newest.id, quota: quota(7) });
  expect(await own.store.quota('stockline', 'sandbox')).toBeUndefined();
});

test('a run that was recorded while it ran tells it by how it ended', async () => {
  const run = aRun({ ...running, startedAt: '2020-11-22T10:00:00.000Z' });
  await own.store.begin(run);
  const result = { integration: 'lumenpay', quota: quota(9) };
  const ending = { state: 'finished', status: 'pass', finishedAt: run.startedAt, result } as const;
  await own.store.end(run.id, ending, 'Ada');
  expect((await own.store.quota('lumenpay', 'sandbox'))?.quota).toEqual(quota(9));
});

test('an index answers, however many runs there are', async () => {
  await own.store.append(told(1, 8));
  await own.store.close();
  const database = new DatabaseSync(own.path);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${QUOTA_SQL}`).all('lumenpay', 'sandbox', '2026');
  database.close();
  expect(plan.map(({ detail }) => String(detail))).toEqual([expect.stringContaining('runs_quota')]);
});
