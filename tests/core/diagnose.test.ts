import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FailureMode } from '../../runbook-runner/playbook/schema/failure-mode.ts';
import { aCheck, aPage, aPlaybook, mapOf } from './support/playbook.ts';
import { ADA, aWorld, drifted, fail, pass, realClock, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const check = (parent?: string) =>
  world.runner.check({ ...ADA, check: 'contract', ...(parent ? { parent } : {}) });
const PRINT = "upstream GET /scripted - - - contract:type-changed@$['amount']";

describe('a failing check', () => {
  test('is recorded under its fingerprint and its failure mode, by which it is found', async () => {
    world.script.probe.contract = () => drifted;
    const { run, fingerprint, seen, failureModes } = await check();
    expect(fingerprint).toBe(PRINT);
    expect(seen).toEqual({ times: 0 });
    expect(failureModes.map((mode) => mode.seen)).toEqual([{ times: 0 }]);
    const found = { fingerprint: PRINT, failureMode: 'drift' };
    expect(await world.store.get(run)).toMatchObject(found);
    expect((await world.runner.runs(found)).map(({ id }) => id)).toEqual([run]);
  });

  test('tells how often it came, when last, and which verified action helped in the same run', async () => {
    world.script.probe.contract = () => drifted;
    const { run: parent } = await world.runner.follow('runbook', ADA);
    const first = await check(parent);
    await world.runner.act({ ...ADA, action: 'fallback', parent, dryRun: false });
    const { seen, failureModes } = await check();
    expect(seen).toMatchObject({ times: 1, last: first.startedAt, fix: { action: 'fallback' } });
    expect(failureModes[0]?.seen).toEqual(seen);
    expect((await check()).seen).toMatchObject({ times: 2, fix: { action: 'fallback' } });
  });

  test('what failed in the same run of many was not seen before', async () => {
    world.script.probe.contract = () => drifted;
    await check();
    await realClock.sleep(2);
    const { signal } = new AbortController();
    const order = { checks: ['contract'], environment: 'sandbox', force: false, signal };
    const { beganAt } = await world.runner.many(order);
    const failing = () => world.runner.check({ ...ADA, check: 'contract', beganAt });
    const first = await failing();
    await realClock.sleep(2);
    const { seen, failureModes } = await failing();
    expect([seen, failureModes[0]?.seen]).toEqual([first.seen, first.seen]);
    expect(seen?.times).toBe(1);
  });

  test('an action whose verification failed did not help', async () => {
    world.script.probe.contract = () => drifted;
    world.script.probe.flow = () => fail;
    const { run: parent } = await world.runner.follow('runbook', ADA);
    await check(parent);
    await world.runner.act({ ...ADA, action: 'fallback', parent, dryRun: false });
    expect((await check()).seen).not.toHaveProperty('fix');
  });

  test('of no known mode has a fingerprint all the same', async () => {
    world.script.probe.contract = () => fail;
    const result = await check();
    expect(result).toMatchObject({ failureModes: [], seen: { times: 0 } });
    expect(result.fingerprint).toBe('upstream GET /scripted - - - body:fail');
  });

  const SECRET = 'canary-4f9a8b7c6d5e-secret';
  test.each([
    ['alone', `$['${SECRET}']`],
    ['where a long place is cut', `$['${'long'.repeat(46)}${SECRET}']`],
  ])('a secret in its fingerprint is neither told nor kept, whole or in part: %s', async (_, where) => {
    world.redactor.add(SECRET);
    const [assertion] = drifted.assertions;
    const last = { ...assertion, where: "$['~']" };
    world.script.probe.contract = () => ({ assertions: [{ ...assertion, where }, last] as never });
    await check();
    const again = await check();
    expect(again.fingerprint).toContain('[redacted]');
    expect(again.seen?.times).toBe(1);
    expect(JSON.stringify(await world.runner.runs({}))).not.toMatch(/canary|secret/);
  });
});

test('a check that passes, or that could not tell, has none of it, and the records are not asked', async () => {
  let asked = 0;
  const { seen } = world.store;
  world.store.seen = (filter) => {
    asked += 1;
    return seen.call(world.store, filter);
  };
  const outcomes = [
    pass,
    { assertions: [], problem: { class: 'internal', outcome: 'error', message: '' } },
  ] as const;
  for (const outcome of outcomes) {
    world.script.probe.contract = () => outcome as never;
    const result = await check();
    expect(result).not.toHaveProperty('fingerprint');
    expect(await world.store.get(result.run)).toMatchObject({ fingerprint: null, failureMode: null });
  }
  expect(asked).toBe(0);
  world.script.probe.contract = () => drifted;
  await check();
  expect(asked).toBe(2);
});

describe('when several modes fit', () => {
  const mode = (id: string, more: object) => ({
    ...aPage(`failure-modes/${id}`, { loose: [] }),
    failureMode: FailureMode.parse({
      ...{ severity: 'sev2', symptoms: ['s'], causes: ['c'], recognisedBy: ['contract'] },
      signature: [{ assertion: 'contract', reason: 'r' }],
      ...more,
    }),
  });
  const charge = { type: 'string', pattern: '^ch_[a-z]+$' };
  const checks = (parameters: object) =>
    mapOf(
      ...['contract', 'flow'].map((id) => aCheck(id)),
      aCheck('apart', { parameters, cost: 3 }),
      aCheck('elsewhere', { integration: 'another' }),
    );
  const modes = mapOf(
    mode('one', { recognisedBy: ['contract', 'apart', 'elsewhere'] }),
    mode('two', { staysGreen: ['apart', 'elsewhere'] }),
  );

  test('the check that tells them apart is proposed, with what it costs', async () => {
    world.script.playbook = aPlaybook({ failureModes: modes, checks: checks({}) });
    world.script.probe.contract = () => drifted;
    expect((await check()).nextCheck).toMatchObject({
      ...{ check: 'apart', title: 'Title of apart', cost: 3, gain: 1 },
      reason: 'Tells Title of failure-modes/one (red) from Title of failure-modes/two (green), 3 requests.',
    });
  });

  test('it is opened on the page of a mode that fits, before that of another one', async () => {
    const location = { file: 'f', line: 1, column: 1 };
    const loose = [{ element: 'Check' as const, id: 'apart', location }];
    const other = { ...mode('other', { signature: [{ assertion: 'status', reason: 'r' }] }), loose };
    const [one, two] = modes.values();
    if (!one || !two) throw new Error('there are modes');
    const failureModes = mapOf(other, one, { ...two, loose });
    world.script.playbook = aPlaybook({ failureModes, checks: checks({}) });
    world.script.probe.contract = () => drifted;
    expect((await check()).nextCheck).toMatchObject({ check: 'apart', page: '/failure-modes/two/' });
  });

  test.each([
    ['nobody of ours calls both', 'somebody', 'apart'],
    ['it is called by what failed', 'upstream', 'elsewhere'],
  ])(
    'a cheaper check of another integration counts only if it tells of this one: %s',
    async (_, caller, best) => {
      const playbook = aPlaybook({ failureModes: modes, checks: checks({}) });
      const [upstream] = playbook.integrations.values();
      if (upstream === undefined) throw new Error('The playbook has no integration.');
      const endpoints = [{ operation: 'GET /', usedFor: 'u', usedBy: [caller] }];
      const another = { ...upstream, id: 'another', integration: { ...upstream.integration, endpoints } };
      world.script.playbook = { ...playbook, integrations: mapOf(upstream, another) };
      world.script.probe.contract = () => drifted;
      expect((await check()).nextCheck?.check).toBe(best);
    },
  );

  test('not one that needs a value from a person, nor one that the environment lacks', async () => {
    world.script.playbook = aPlaybook({ failureModes: modes, checks: checks({ charge }) });
    world.script.probe.contract = () => drifted;
    const result = await check();
    expect(result.failureModes).toHaveLength(2);
    expect(result.nextCheck).toBeUndefined();
  });
});
