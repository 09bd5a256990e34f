import { expect, test } from 'vitest';
import { pass } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();

test('a failed drill leaves a follow-up with owner and date, a second one no other, and a passing one closes it', async () => {
  const { runner, script, store } = beside.world;
  const sees = script.probe.contract;
  script.probe.contract = () => pass;
  const failed = await beside.drill();
  const [open] = failed.followUps;
  expect(open).toMatchObject({
    ...{ origin: 'drill', source: 'runbook-live', kind: 'detection', status: 'open', openedBy: failed.run },
    title: failed.reason,
  });
  expect(open?.due).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect((await beside.drill()).followUps).toEqual([open]);
  expect(await runner.followUps({ status: 'open' })).toEqual([open]);

  script.probe.contract = sees ?? (() => pass);
  const passed = await beside.drill();
  expect(passed).toMatchObject({ status: 'pass', followUps: [{ id: open?.id, status: 'done' }] });
  expect(await runner.followUps({ status: 'open' })).toEqual([]);
  expect(await runner.followUps({ source: 'runbook-live' })).toMatchObject([{ closedBy: passed.run }]);
  const kinds = (await store.journal(1, 1000)).map((one) => one.kind);
  expect(kinds.filter((kind) => kind.startsWith('follow-up'))).toEqual([
    'follow-up-opened',
    'follow-up-closed',
  ]);
  expect(await store.verifyJournal()).toBeUndefined();

  const trend = await runner.drillTrend('runbook-live');
  expect(trend.map((one) => one.status)).toEqual(['fail', 'fail', 'pass']);
  expect(trend[2]?.times.recoverMs).toBeGreaterThan(0);
});

test('an interrupted drill leaves no follow-up', async () => {
  const stop = new AbortController();
  await beside.drill(stop.signal, (line) => line.event === 'act' && stop.abort());
  expect(await beside.world.runner.followUps({})).toEqual([]);
});
