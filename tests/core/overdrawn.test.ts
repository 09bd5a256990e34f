// What is refused when an upstream was seen to have five requests left, and what goes on all the same.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Quota } from '../../runbook-runner/ports/quota.ts';
import { drillWorld } from './drill/support.ts';
import { aCheck, aPlaybook, mapOf } from './support/playbook.ts';
import { ADA, pass } from './support/world.ts';

const beside = drillWorld();
const SHORT = { code: 'quota_short', status: 429, exit: 75 };
const left = (remaining: number): Quota => ({
  observedAt: new Date().toISOString(),
  limits: [{ field: 'ratelimit', unit: 'requests', remaining, resetsInMs: 60_000 }],
});

beforeEach(async () => {
  const { script } = beside.world;
  const { checks, ...rest } = aPlaybook();
  const dear = [...checks.values()].map((check) => ({ ...check, cost: 20 }));
  script.playbook = { ...rest, checks: mapOf(...dear, aCheck('seen')) };
  script.probe.seen = () => ({ ...pass, quota: left(5) });
  await beside.world.runner.check({ ...ADA, check: 'seen' });
  script.probed.length = 0;
});

const asked = { ...ADA, withinQuota: true };
const runs = async () => (await beside.world.runner.runs({})).length;

test('what was told before the clock was set back holds nothing up', async () => {
  const { runner, script } = beside.world;
  const hourAgo = () => new Date(Date.now() - 3_600_000);
  script.clock = { ...script.clock, now: hourAgo };
  await runner.check({ ...asked, check: 'flow' });
  script.probe.seen = () => ({ ...pass, quota: { ...left(3), observedAt: hourAgo().toISOString() } });
  await runner.check({ ...ADA, check: 'seen' });
  await expect(runner.check({ ...asked, check: 'flow' })).rejects.toMatchObject({
    ...SHORT,
    data: { overdrawn: [{ left: 3 }] },
  });
});

describe('a check that is asked for by itself', () => {
  test('is refused before it runs, with the arithmetic; nothing is recorded', async () => {
    const { runner, script } = beside.world;
    await expect(runner.check({ ...asked, check: 'flow' })).rejects.toMatchObject({
      ...SHORT,
      message: expect.stringMatching(/^upstream has 5 requests left until .+ up to 20\.$/),
      hint: expect.stringMatching(/^Try again in (59|60) seconds, or add --force\.$/),
      data: { overdrawn: [{ spends: 20, left: 5 }] },
    });
    expect([script.probed, await runs()]).toEqual([[], 1]);
  });

  test('that does not exist, or takes no such value, is refused for that', async () => {
    const { runner } = beside.world;
    await expect(runner.check({ ...asked, check: 'flaw' })).rejects.toMatchObject({ code: 'unknown_check' });
    const typed = { ...asked, check: 'typed', parameters: { charge: 'no' } };
    await expect(runner.check(typed)).rejects.toMatchObject({ code: 'invalid_parameter' });
  });

  test.each([
    ['by force', { ...ADA, check: 'flow', withinQuota: false }],
    ['with one request', { ...asked, check: 'seen' }],
    ['elsewhere, where the quota is another', { ...asked, check: 'flow', environment: 'staging' }],
  ])('runs %s', async (_, order) => {
    await beside.world.runner.check(order);
    expect(beside.world.script.probed).toEqual([order.check]);
  });
});

describe('a preflight', () => {
  test('does not begin, and leaves no record', async () => {
    const { runner, script } = beside.world;
    await expect(runner.preflight('upstream', asked)).rejects.toMatchObject({
      ...SHORT,
      data: { overdrawn: [{ spends: 60, left: 5 }] },
    });
    expect([script.probed, await runs()]).toEqual([[], 1]);
    expect(await runner.preflight('upstream', { ...asked, withinQuota: false })).toHaveLength(3);
  });

  test('that has begun is not broken off by what it sees', async () => {
    const { runner, script } = beside.world;
    script.probe.seen = () => ({ ...pass, quota: left(1_000) });
    await runner.check({ ...ADA, check: 'seen' });
    script.probe.first = () => ({ ...pass, quota: left(0) });
    expect((await runner.preflight('upstream', asked)).map(({ status }) => status)).toEqual(
      Array(3).fill('pass'),
    );
  });
});

test('an action looks before and after itself, and is undone', async () => {
  const { runner } = beside.world;
  const done = await runner.act({ ...ADA, action: 'fallback', dryRun: false, idempotencyKey: 'k' });
  expect(done).toMatchObject({ status: 'done', verification: [{ check: 'flow', status: 'pass' }] });
  expect((await runner.undo(done.run, { actor: 'Ada' })).status).toBe('done');
});

test('a drill goes through to its end: what is short may be its fault', async () => {
  const { script } = beside.world;
  const { contract } = script.probe;
  script.probe.contract = async (input) => ({ ...pass, ...(await contract?.(input)), quota: left(0) });
  expect(await beside.drill()).toMatchObject({ status: 'pass', reason: undefined });
  beside.expectClean();
});
