import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KindOutcome } from '../../runbook-runner/ports/result.ts';
import { aCheck, mapOf } from './support/playbook.ts';
import { ADA, aWorld, pass, realClock, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld({ limits: { perHost: 1 } });
});
afterEach(() => world.end());

const { signal } = new AbortController();
const sandbox = { environment: 'sandbox', force: false, signal } as const;
const within = (ms: number) => ({ ...sandbox, deadline: { text: `${ms}ms`, ms } });

/** Gives the playbook these checks, at one place for each host. */
function withChecks(...checks: ReturnType<typeof aCheck>[]) {
  const { playbook } = world.script;
  const [id, page] = [...playbook.integrations][0] ?? [];
  if (id === undefined || page === undefined) throw new Error('The playbook has no integration.');
  const integration = { ...page.integration, limits: { concurrency: 1 } };
  world.script.playbook = {
    ...playbook,
    checks: mapOf(...checks),
    integrations: new Map([[id, { ...page, integration }]]),
  };
}

/** Runs the checks as one. */
async function runAll(ms: number, ...ids: string[]) {
  const { until } = await world.runner.many({ checks: ids, ...within(ms) });
  return Promise.all(ids.map((check) => world.runner.check({ ...ADA, check, until })));
}

const late: KindOutcome = {
  assertions: [{ assertion: 'reachable', outcome: 'fail', title: 'answers', expected: true, actual: false }],
  problem: { class: 'timeout', outcome: 'fail', phase: 'first-byte', message: 'No answer came.' },
};

describe('the deadline of a run', () => {
  test('what has not started is skipped, told and recorded with the reason', async () => {
    withChecks(aCheck('slow'), aCheck('next'));
    world.script.probe.slow = ({ deadlineMs }) => realClock.sleep(deadlineMs).then(() => late);
    const [slow, next] = await runAll(120, 'slow', 'next');
    expect(slow?.status).toBe('error');
    expect(next).toMatchObject({ status: 'skipped', durationMs: 0, assertions: [] });
    expect(next?.reason).toBe('The deadline of the run, 120ms, passed before it started.');
    expect(world.script.probed).toEqual(['slow']);
    const record = await world.store.get(next?.run ?? '');
    expect(record).toMatchObject({ state: 'finished', status: 'skipped', result: { reason: next?.reason } });
  });

  test('what runs ends there: nobody can tell, and the phase that it was in stands', async () => {
    withChecks(aCheck('slow'));
    world.script.probe.slow = ({ deadlineMs }) => realClock.sleep(deadlineMs).then(() => late);
    const [slow] = await runAll(100, 'slow');
    expect(slow).toMatchObject({ status: 'error', problem: { class: 'timeout', phase: 'first-byte' } });
    expect(slow?.problem?.message).toBe(
      'The deadline of the run, 100ms, ended the check; its own is 10s. No answer came.',
    );
    expect(slow?.assertions).toEqual([]);
  });

  test('a check that notices nothing is left behind soon after', async () => {
    withChecks(aCheck('deaf'));
    world.script.probe.deaf = () => realClock.sleep(5_000).then(() => pass);
    const [deaf] = await runAll(50, 'deaf');
    expect(deaf).toMatchObject({ status: 'error', problem: { class: 'timeout', outcome: 'error' } });
    expect(deaf?.durationMs).toBeLessThan(1_000);
  });

  test('a check whose own deadline is shorter fails by that', async () => {
    withChecks(aCheck('slow', { deadline: '30ms' }));
    world.script.probe.slow = ({ deadlineMs }) => realClock.sleep(deadlineMs).then(() => late);
    const [slow] = await runAll(2_000, 'slow');
    expect(slow).toMatchObject({ status: 'fail', problem: { message: 'No answer came.' } });
  });

  test('nothing is tried again that could not start in time', async () => {
    withChecks(aCheck('slow', { retries: { times: 3, on: ['timeout'], wait: '2s' } }));
    world.script.probe.slow = () => late;
    const [slow] = await runAll(1_000, 'slow');
    expect([slow?.status, world.script.probed.length]).toEqual(['fail', 1]);
  });

  test('a run that is given up is interrupted, not skipped', async () => {
    withChecks(aCheck('slow'), aCheck('next'));
    const given = new AbortController();
    world.script.probe.slow = () => {
      given.abort();
      return realClock.sleep(50).then(() => pass);
    };
    const order = { checks: ['slow', 'next'], ...within(2_000), signal: given.signal };
    const { until } = await world.runner.many(order);
    const asked = { ...ADA, until, signal: given.signal };
    const ended = await Promise.allSettled(
      order.checks.map((check) => world.runner.check({ ...asked, check })),
    );
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a quota', () => {
  const told: KindOutcome = {
    ...pass,
    quota: {
      observedAt: new Date().toISOString(),
      limits: [{ field: 'ratelimit', unit: 'requests', remaining: 5, resetsInMs: 60_000 }],
    },
  };

  test('that was seen to be too small refuses the run with the arithmetic', async () => {
    withChecks(aCheck('small', { cost: 2 }), aCheck('large', { cost: 4 }));
    const both = { ...sandbox, checks: ['small', 'large'] };
    expect((await world.runner.many(both)).overdrawn).toEqual([]);
    world.script.probe.small = () => told;
    const { run } = await world.runner.check({ ...ADA, check: 'small' });
    await expect(world.runner.many(both)).rejects.toMatchObject({
      ...{ code: 'quota_short', status: 429, exit: 75 },
      message: expect.stringMatching(
        new RegExp(`^upstream has 5 requests left until .+Z, as run ${run} saw, and .+ up to 6\\.$`),
      ),
      hint: expect.stringMatching(/^Try again in (59|60) seconds, select fewer checks, or add --force\.$/),
      data: { overdrawn: [{ spends: 6, left: 5 }] },
    });
    expect((await world.runner.many({ ...both, force: true })).overdrawn).toMatchObject([{ spends: 6 }]);
    expect((await world.runner.many({ ...sandbox, checks: ['large'] })).overdrawn).toEqual([]);
    // Another environment has another quota.
    expect((await world.runner.many({ ...both, environment: 'staging' })).overdrawn).toEqual([]);
  });

  test('is not looked up for one check of one request: no store is opened for it', async () => {
    let opened = 0;
    const store = async () => {
      opened += 1;
      return cold.store;
    };
    const cold: World = await aWorld({ store });
    const checks = mapOf(aCheck('small'), aCheck('large', { cost: 2 }));
    cold.script.playbook = { ...cold.script.playbook, checks };
    await cold.runner.many({ ...sandbox, checks: ['small'] });
    expect(opened).toBe(0);
    await cold.runner.many({ ...sandbox, checks: ['large'] });
    expect(opened).toBe(1);
    await cold.end();
  });
});
