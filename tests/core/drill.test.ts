import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DrillResult } from '../../runbook-runner/core/orders.ts';
import { aPage, aPlaybook } from './support/playbook.ts';
import { ADA, aWorld, drifted, exchange, fail, pass, type World } from './support/world.ts';

let world: World;
/** Whether the consumer answers from its cache. */
let cached: boolean;

/** Drift hurts the contract check and, unless it reads from its cache, the consumer. */
beforeEach(async () => {
  world = await aWorld();
  cached = false;
  const { script } = world;
  const faulty = () => (script.faults?.size ?? 0) > 0;
  script.probe.contract = () => (faulty() ? drifted : pass);
  script.probe.flow = () => (faulty() && !cached ? fail : pass);
  script.deed = ({ operation }) => {
    cached = (operation as { change: string }).change === 'fallback on';
    return { status: 'done', exchange };
  };
});
afterEach(() => world.end());

const drill = (signal?: AbortSignal, observer?: (line: DrillResult['timeline'][number]) => void) =>
  world.runner.drill('runbook-live', { actor: 'Ada', signal }, observer);

/** Whatever becomes of a drill, this must hold after it. */
function expectClean(): void {
  expect([...(world.script.faults ?? [])]).toEqual([]);
  expect(cached).toBe(false);
}

describe('a drill of a runbook that works', () => {
  test('passes, with its timeline and times, and leaves no trace', async () => {
    const lines: string[] = [];
    const result = await drill(undefined, (line) => lines.push(`${line.event} ${line.outcome}`));
    expect(result).toMatchObject({ status: 'pass', reason: undefined, scenario: 'runbook', fault: 'drift' });
    expect(lines).toEqual([
      ...['sandbox pass', 'baseline pass', 'baseline pass', 'inject pass', 'detect fail', 'recognise pass'],
      ...['harm fail', 'check fail', 'decide proceed', 'act done', 'recover pass', 'undo done', 'clear pass'],
      ...['after pass', 'after pass'],
    ]);
    const { detectMs, mitigateMs, recoverMs } = result.times;
    expect([detectMs, mitigateMs, recoverMs].every((ms) => typeof ms === 'number')).toBe(true);
    expect(recoverMs).toBeGreaterThanOrEqual(mitigateMs ?? Number.NaN);
    expectClean();
    expect(await world.runner.temporaries()).toEqual([]);
  });

  test('is recorded, with everything that ran in it', async () => {
    const { run } = await drill();
    expect(await world.runner.run(run)).toMatchObject({
      kind: 'drill',
      state: 'finished',
      status: 'pass',
      actor: 'Ada',
    });
    const inside = await world.runner.runs({ parent: run });
    expect(new Set(inside.map((one) => one.kind))).toEqual(new Set(['check', 'action', 'decision', 'undo']));
    for (const one of inside) expect(one.environment).toBe('sandbox');
  });
});

const rule = (is: string, verdict: string) => ({
  when: [{ on: 'verdict', check: 'contract', is }],
  verdict,
  because: 'b',
});

function withSteps(...placed: readonly (readonly [string, string])[]): void {
  const playbook = aPlaybook();
  const page = playbook.scenarios.get('runbook');
  const location = { file: 'x', line: 1, column: 1 };
  const placements = placed.map(([element, id]) => ({ element, id, location }));
  const next = { ...page, steps: [{ id: 's', title: 's', location, placements }] } as never;
  world.script.playbook = { ...playbook, scenarios: new Map([['runbook', next]]) };
}

describe('a drill fails, saying what was seen instead, when', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'the check does not see the fault',
      () => {
        world.script.probe.contract = () => pass;
      },
      /contract was pass for 400ms after the fault/,
    ],
    [
      'another fault is injected',
      () => {
        world.script.probe.contract = () => (world.script.faults?.size ? fail : pass);
      },
      /"drift" must rank first for contract, but no failure mode was recognised/,
    ],
    [
      'the baseline is red',
      () => {
        world.script.probe.flow = () => fail;
      },
      /not green before the fault: flow is fail/,
    ],
    [
      'the fault hurts nobody',
      () => {
        world.script.probe.flow = () => pass;
      },
      /flow stayed pass .* prove nothing/,
    ],
    [
      'the action does not help',
      () => {
        world.script.deed = () => ({ status: 'done', exchange });
      },
      /"fallback" must be done and verified, and was unverified: flow is fail/,
    ],
    [
      'the action is refused',
      () => {
        world.script.deed = () => ({ status: 'refused', exchange });
      },
      /"fallback" must be done and verified, and was refused/,
    ],
    [
      'the runbook takes no action',
      () => withSteps(['Check', 'contract'], ['Decision', 'confirmed']),
      /took an action/,
    ],
    ['the runbook runs nothing', () => withSteps(), /run nothing/],
    [
      'the sandbox is disturbed already',
      () => {
        world.script.faults = new Set(['other']);
      },
      /disturbed already by other/,
    ],
  ])('%s', async (what, arrange, reason) => {
    arrange();
    const result = await drill();
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(reason);
    if (what !== 'the sandbox is disturbed already') expect([...(world.script.faults ?? [])]).toEqual([]);
    expect(await world.runner.temporaries()).toEqual([]);
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
    world.script.playbook = { ...playbook, scenarios: new Map([['runbook', next]]) };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/"confirmed" .* must say proceed, and said escalate/),
    });
    expectClean();
  });

  test('the fault ends by itself before the recovery', async () => {
    const { script } = world;
    script.deed = () => {
      cached = false;
      script.faults?.clear();
      return { status: 'done', exchange };
    };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/ended before flow recovered/),
    });
  });

  test('the undo leaves the consumer worse than before', async () => {
    const { script } = world;
    script.probe.flow = () =>
      script.done.includes('fallback off') || (script.faults?.size && !cached) ? fail : pass;
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/not green after the drill: flow/),
    });
  });
});

describe('safety', () => {
  test('an environment "sandbox" that is a real upstream is refused before anything is sent', async () => {
    const playbook = aPlaybook();
    const page = playbook.integrations.get('upstream');
    const environments = {
      sandbox: { baseUrl: 'https://api.upstream.example', credentials: {}, readOnly: false },
    };
    const next = { ...page, integration: { ...page?.integration, environments } } as never;
    world.script.playbook = { ...playbook, integrations: new Map([['upstream', next]]) };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/"sandbox" of upstream is not in the sandbox/),
    });
    expect([...world.script.probed, ...world.script.done]).toEqual([]);
  });

  test('no sandbox is an error', async () => {
    world.script.faults = undefined;
    expect(await drill()).toMatchObject({ status: 'error', reason: expect.stringMatching(/not running/) });
  });

  test('what cannot be undone is said, with the way out', async () => {
    world.script.deed = ({ operation }) => {
      cached = true;
      const off = (operation as { change: string }).change === 'fallback off';
      return off ? { status: 'refused', exchange } : { status: 'done', exchange };
    };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'error',
      reason: expect.stringMatching(/may still hold .* npm run -s playbook -- undo r-/),
    });
    expect([...(world.script.faults ?? [])]).toEqual([]);
  });

  test('an interrupted drill takes everything back all the same', async () => {
    const stop = new AbortController();
    const result = await drill(stop.signal, (line) => line.event === 'act' && stop.abort());
    expect(result.status).toBe('error');
    expectClean();
    expect(world.script.done).toEqual(['fallback on', 'fallback off']);
    expect(await world.runner.run(result.run)).toMatchObject({ state: 'interrupted' });
  });

  test('a tabletop exercise is not run', async () => {
    const tabletop = { kind: 'tabletop' as const, scenario: 'runbook', objectives: ['o'], injects: ['i'] };
    const page = { ...aPage('drills/talk'), drill: tabletop };
    world.script.playbook = aPlaybook({ drills: new Map([['talk', page]]) });
    await expect(world.runner.drill('talk', ADA)).rejects.toMatchObject({ code: 'usage' });
    await expect(world.runner.drill('tolk', ADA)).rejects.toMatchObject({
      code: 'unknown_drill',
      hint: 'Did you mean "talk"?',
    });
  });
});
