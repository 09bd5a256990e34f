import { describe, expect, test } from 'vitest';
import type { Step } from '../../../runbook-runner/playbook/playbook.ts';
import { aLive, aPlaybook } from '../support/playbook.ts';
import { drifted, exchange, fail, pass } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const { drill, expectClean } = beside;

describe('a drill of a runbook that works', () => {
  test('passes, with its timeline and times, and leaves no trace', async () => {
    const lines: string[] = [];
    const result = await drill(undefined, (line) => lines.push(`${line.event} ${line.outcome}`));
    expect(result).toMatchObject({ status: 'pass', reason: undefined, scenario: 'runbook', fault: 'drift' });
    expect(lines).toEqual([
      ...['sandbox pass', 'baseline pass', 'baseline pass', 'inject pass', 'detect fail', 'recognise pass'],
      ...['harm fail', 'check fail', 'decide proceed', 'act done', 'recover pass', 'mend pass', 'undo done'],
      ...['check pass', 'after pass', 'after pass', 'compare pass'],
    ]);
    const { detectMs, mitigateMs, recoverMs } = result.times;
    expect([detectMs, mitigateMs, recoverMs].every((ms) => typeof ms === 'number')).toBe(true);
    expect(recoverMs).toBeGreaterThanOrEqual(mitigateMs ?? Number.NaN);
    expectClean();
    expect(await beside.world.runner.temporaries()).toEqual([]);
  });

  test('is recorded, with everything that ran in it', async () => {
    const { run } = await drill();
    expect(await beside.world.runner.run(run)).toMatchObject({
      kind: 'drill',
      state: 'finished',
      status: 'pass',
      actor: 'Ada',
    });
    const inside = await beside.world.runner.runs({ parent: run });
    expect(new Set(inside.map((one) => one.kind))).toEqual(new Set(['check', 'action', 'decision', 'undo']));
    for (const one of inside) expect(one.environment).toBe('sandbox');
  });
});

const rule = (is: string, verdict: string) => ({
  when: [{ on: 'verdict', check: 'contract', is }],
  verdict,
  because: 'b',
});

/** The runbook without a step, or the drill with another walk. */
function withRunbook(change: (steps: readonly Step[]) => readonly Step[], walk?: readonly object[]): void {
  const playbook = aPlaybook();
  const page = playbook.scenarios.get('runbook');
  const drill = playbook.drills.get('runbook-live');
  const next = { ...page, steps: change(page?.steps ?? []) } as never;
  const walked = { ...drill, drill: { ...drill?.drill, ...(walk ? { walk } : {}) } } as never;
  beside.world.script.playbook = {
    ...playbook,
    scenarios: new Map([['runbook', next]]),
    drills: new Map([['runbook-live', walked]]),
  };
}

describe('a drill fails, saying what was seen instead, when', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'the check does not see the fault',
      () => {
        beside.world.script.probe.contract = () => pass;
      },
      /contract was pass for 400ms after the fault/,
    ],
    [
      'another fault is injected',
      () => {
        beside.world.script.probe.contract = () => (beside.world.script.faults?.size ? fail : pass);
      },
      /"drift" must rank first for contract, but no failure mode was recognised/,
    ],
    [
      'the baseline is red',
      () => {
        beside.world.script.probe.flow = () => fail;
      },
      /not green before the fault: flow is fail/,
    ],
    [
      'the fault hurts nobody',
      () => {
        beside.world.script.probe.flow = () => pass;
      },
      /flow stayed pass .* prove nothing/,
    ],
    [
      'the action does not help',
      () => {
        beside.world.script.deed = () => ({ status: 'done', exchange });
      },
      /"fallback" must be done and verified, and was unverified: flow is fail/,
    ],
    [
      'the action is refused',
      () => {
        beside.world.script.deed = () => ({ status: 'refused', exchange });
      },
      /"fallback" must be done and verified, and was refused/,
    ],
    [
      'the walk takes no action',
      () =>
        withRunbook(
          (steps) => steps.slice(0, 1),
          [{ step: 'confirm', sees: { contract: 'fail', confirmed: 'proceed' } }],
        ),
      /takes an action while the fault lasts/,
    ],
    [
      'a step was removed',
      () => withRunbook((steps) => steps.slice(1)),
      /no step "confirm", in which the drill must see contract fail, confirmed proceed/,
    ],
    [
      'a step was added',
      () => withRunbook((steps) => [...steps, { ...(steps[2] as Step), id: 'more' }]),
      /does not walk the step "more"/,
    ],
    [
      'two steps changed places',
      () => withRunbook(([first, second, third]) => [second, first, third] as Step[]),
      /walks "confirm" where the runbook has "mitigate"/,
    ],
    [
      'a step lost its decision',
      () =>
        withRunbook(([first, ...more]) => [
          { ...(first as Step), placements: first?.placements.slice(0, 1) ?? [] },
          ...more,
        ]),
      /"confirm" has contract, and the drill must see contract, confirmed there/,
    ],
    [
      'a step shows something else than declared',
      () => {
        const calm = { contract: 'pass', confirmed: 'proceed' };
        withRunbook((steps) => steps, [{ step: 'confirm', sees: calm }, ...aLive.walk.slice(1)]);
      },
      /In the step "confirm", contract must be pass, and was fail. amount is text/,
    ],
  ])('%s', async (_what, arrange, reason) => {
    arrange();
    const result = await drill();
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(reason);
    expect([...(beside.world.script.faults ?? [])]).toEqual([]);
    expect(await beside.world.runner.temporaries()).toEqual([]);
  });

  test('a decision does not say proceed', async () => {
    const playbook = aPlaybook();
    const page = playbook.scenarios.get('runbook');
    const confirmed = {
      question: 'q',
      rules: [rule('fail', 'escalate')],
      otherwise: { verdict: 'proceed', because: 'o' },
    };
    const next = { ...page, scenario: { ...page?.scenario, decisions: { confirmed } } } as never;
    beside.world.script.playbook = { ...playbook, scenarios: new Map([['runbook', next]]) };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/"confirmed" .* must say proceed, and said escalate/),
      part: 'runbook',
    });
    expectClean();
  });

  test('the fault ends by itself before the recovery', async () => {
    const { script } = beside.world;
    script.deed = () => {
      script.faults?.clear();
      return { status: 'done', exchange };
    };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/ended before flow recovered/),
    });
  });

  test('the fault ends by itself before it hurt: nobody is told that it did not hurt', async () => {
    const { script } = beside.world;
    script.probe.contract = () => {
      if (!script.faults?.size) return pass;
      script.faults.clear();
      return drifted;
    };
    const { status, reason } = await drill();
    expect([status, reason]).toEqual([
      'fail',
      expect.stringMatching(
        /flow stayed pass .* The fault "drift" was over by then: it ends by itself after/,
      ),
    ]);
  });

  test('the undo leaves the consumer worse than before', async () => {
    const { script } = beside.world;
    script.probe.flow = () =>
      script.done.includes('fallback off') || (script.faults?.size && !beside.cached()) ? fail : pass;
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/In the step "restore", flow must be pass, and was fail/),
    });
  });
});
