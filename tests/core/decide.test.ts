import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAt } from '../../runbook-runner/core/conditions.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Decision } from '../../runbook-runner/playbook/schema/pages.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { FakeClock } from './support/fake-clock.ts';
import { aCheck, mapOf } from './support/playbook.ts';
import { ADA, aWorld, drifted, pass, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

/** The runbook with this decision, and a check that changes something for a while. */
function withDecision(playbook: Playbook, confirmed: Decision): Playbook {
  const page = playbook.scenarios.get('runbook');
  if (page === undefined) throw new Error('The playbook of the tests has lost its runbook.');
  const scenario = { ...page.scenario, decisions: { confirmed } };
  const checks = new Map([...playbook.checks, ['making', aCheck('making', {}, true)]]);
  return { ...playbook, checks, scenarios: mapOf({ ...page, scenario }) };
}

const order = { ...ADA, scenario: 'runbook', decision: 'confirmed' };

describe('a decision', () => {
  test('without a result says which check must run first', async () => {
    await expect(world.runner.decide(order)).rejects.toMatchObject({
      ...{ code: 'decision_without_result', hint: 'Run the check first.', data: { checks: ['contract'] } },
    });
  });

  test('says why, with what was seen, and is recorded', async () => {
    world.script.probe.contract = () => drifted;
    const check = await world.runner.check({ ...ADA, check: 'contract' });
    const result = await world.runner.decide(order);
    expect(result).toMatchObject({
      ...{ verdict: 'proceed', because: 'The contract is broken.', question: 'Is it drift?' },
      looked: [
        { condition: '“Title of contract” fails', seen: 'fail: amount is text', holds: true, run: check.run },
      ],
    });
    expect(await world.runner.run(result.run)).toMatchObject({
      kind: 'decision',
      subject: 'confirmed',
      status: 'proceed',
    });
  });

  test('takes the newest result', async () => {
    world.script.probe.contract = () => drifted;
    await world.runner.check({ ...ADA, check: 'contract' });
    world.script.probe.contract = () => pass;
    await world.runner.check({ ...ADA, check: 'contract' });
    expect(await world.runner.decide(order)).toMatchObject({
      verdict: 'escalate',
      because: 'It is something else.',
    });
  });

  test('in a run of the scenario looks only at what ran in it', async () => {
    const { run: parent } = await world.runner.follow('runbook', ADA);
    await world.runner.check({ ...ADA, check: 'contract' });
    await expect(world.runner.decide({ ...order, parent })).rejects.toMatchObject({
      code: 'decision_without_result',
    });
    await world.runner.check({ ...ADA, check: 'contract', parent });
    expect((await world.runner.decide({ ...order, parent })).verdict).toBe('escalate');
  });

  test('looks at the same environment, and at nothing older than 15 minutes', async () => {
    const clock = new FakeClock('2026-11-22T10:00:00.000Z');
    world.script.clock = clock;
    await world.runner.check({ ...ADA, check: 'contract', environment: 'staging' });
    await expect(world.runner.decide(order)).rejects.toMatchObject({ code: 'decision_without_result' });
    await world.runner.check({ ...ADA, check: 'contract' });
    await clock.advance(15 * 60_000);
    expect((await world.runner.decide(order)).verdict).toBe('escalate');
    await clock.advance(1);
    await expect(world.runner.decide(order)).rejects.toMatchObject({ code: 'decision_without_result' });
  });

  test('does without a check that the environment refuses, and says so', async () => {
    const { script } = world;
    const when = (...checks: string[]) =>
      checks.map((check) => ({ on: 'verdict', check, is: 'pass' }) as const);
    script.playbook = withDecision(script.playbook, {
      question: 'Go back?',
      rules: [
        { when: when('making', 'flow'), verdict: 'roll-back', to: undefined, because: 'Both are well.' },
        { when: when('flow'), verdict: 'proceed', to: undefined, because: 'Orders flow.' },
      ],
      otherwise: { verdict: 'escalate', to: undefined, because: 'Nothing is known.' },
    });
    await world.runner.check({ ...ADA, check: 'flow', environment: 'staging' });
    expect(await world.runner.decide({ ...order, environment: 'staging' })).toMatchObject({
      because: 'Orders flow.',
      looked: [
        {
          condition: '“Title of making” passes',
          seen: expect.stringContaining('refuses the check'),
          holds: false,
        },
        { condition: '“Title of flow” passes', seen: 'pass', holds: true },
      ],
    });
    await world.runner.check({ ...ADA, check: 'flow' });
    await expect(world.runner.decide(order)).rejects.toMatchObject({ data: { checks: ['making'] } });
  });

  test.each([
    ['unknown_scenario', { scenario: 'runbok' }, 'Did you mean "runbook"?'],
    ['unknown_decision', { decision: 'confirm' }, 'Did you mean "confirmed"?'],
  ])('%s', async (code, change, hint) => {
    await expect(world.runner.decide({ ...order, ...change })).rejects.toMatchObject({ code, hint });
  });
});

describe('conditions', () => {
  const latency = { samples: [450], p50Ms: 100, p95Ms: 450.4, p99Ms: 450.4, errorRate: 0.05 };
  const result = {
    run: 'r',
    title: 'Orders flow',
    status: 'fail',
    assertions: [...drifted.assertions, ...pass.assertions],
    latency,
    exchange: { response: { status: 429 } },
  } as unknown as CheckResult;
  const above = (ms: number) => ({ text: `${ms}ms`, ms });

  test.each([
    [{ on: 'verdict', check: 'c', is: 'fail' }, true, 'fail: amount is text'],
    [{ on: 'verdict', check: 'c', is: 'error' }, false, 'fail: amount is text'],
    [
      { on: 'assertion', check: 'c', assertion: 'contract', is: 'fail' },
      true,
      "fail at $['amount']: amount is text",
    ],
    [{ on: 'assertion', check: 'c', assertion: 'status', is: 'pass' }, true, 'pass: status is 200'],
    [{ on: 'assertion', check: 'c', assertion: 'latency', is: 'fail' }, false, 'latency was not looked at'],
    [{ on: 'status', check: 'c', is: [429] }, true, 'the status was 429'],
    [{ on: 'status', check: 'c', is: [401, '4xx'] }, true, 'the status was 429'],
    [{ on: 'status', check: 'c', is: ['5xx', 200] }, false, 'the status was 429'],
    [{ on: 'latency', check: 'c', percentile: 'p95', above: above(450) }, true, 'p95 was 450 ms'],
    [{ on: 'latency', check: 'c', percentile: 'p50', above: above(100) }, false, 'p50 was 100 ms'],
    [{ on: 'error-rate', check: 'c', above: 0.05 }, false, 'the error rate was 5 %'],
    [{ on: 'error-rate', check: 'c', above: 0.049 }, true, 'the error rate was 5 %'],
  ] as const)('%o', (condition, holds, seen) => {
    expect(lookAt(condition, result)).toMatchObject({ holds, seen, run: 'r' });
  });

  test('without a response there is no status', () => {
    const { exchange: _, ...silent } = result;
    expect(lookAt({ on: 'status', check: 'c', is: ['5xx'] }, silent)).toMatchObject({
      ...{ holds: false, seen: 'no response came', condition: '“Orders flow” gets a status of 500 to 599' },
    });
  });

  test('without a response the status of a token endpoint that failed counts, and is told as its own', () => {
    const { exchange: _, ...silent } = result;
    const problem = { class: 'unexpected-status', outcome: 'fail', status: 503, message: 'No.' } as const;
    expect(lookAt({ on: 'status', check: 'c', is: ['5xx'] }, { ...silent, problem })).toMatchObject({
      ...{ holds: true, seen: 'the status of the token endpoint was 503' },
    });
  });

  test.each([
    { on: 'latency', check: 'c', percentile: 'p95', above: above(0) },
    { on: 'error-rate', check: 'c', above: 0 },
  ] as const)('what was not measured holds nothing: %o', (condition) => {
    const { latency: _, ...unmeasured } = result;
    expect(lookAt(condition, unmeasured)).toMatchObject({
      holds: false,
      seen: expect.stringContaining('not measured'),
    });
  });
});
