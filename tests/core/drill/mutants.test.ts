import { describe, expect, test } from 'vitest';
import { loadPlaybookAt } from '../../../runbook-runner/compose.ts';
import { mutantsOf, mutated } from '../../../runbook-runner/core/drill/mutants.ts';
import { FailureMode } from '../../../runbook-runner/playbook/schema/failure-mode.ts';
import { validPlaybook } from '../../../runbook-runner/playbook/valid.ts';
import { walkProblems } from '../../../runbook-runner/playbook/walk.ts';
import { ROOT } from '../../cli/program.ts';
import { aPage, aPlaybook } from '../support/playbook.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();

/** The playbook with a second failure mode, so that another can be expected. */
function twoModes() {
  const playbook = aPlaybook();
  const [mode] = playbook.failureModes.values();
  const failureMode = FailureMode.parse(mode?.failureMode);
  const other = { ...aPage('failure-modes/slow'), failureMode };
  return { ...playbook, failureModes: new Map([...playbook.failureModes, ['slow', other] as const]) };
}

describe('a drill notices', () => {
  test.each([
    ['without confirm', /no step "confirm"/],
    ['without mitigate', /no step "mitigate"/],
    ['without restore', /no step "restore"/],
    ['expects slow', /"slow" must rank first for contract, but "drift" ranks first/],
    ['fallback undoes', /"fallback" must be done and verified, and was unverified/],
    ['undo of fallback repeats it', /not green after the drill|may still hold|In the step "restore"/],
  ])('%s', async (mutant, reason) => {
    beside.world.script.playbook = twoModes();
    const { script } = beside.world;
    const flow = script.probe.flow;
    // Live again means read live: a cached consumer is not as it was.
    script.probe.flow = (input) =>
      beside.cached() && (script.faults?.size ?? 0) === 0
        ? { assertions: [{ assertion: 'body', outcome: 'fail', title: 'live', expected: 1, actual: 2 }] }
        : (flow?.(input) ?? { assertions: [] });
    const given = { actor: 'Ada', mutant, patienceMs: 400 };
    const result = await beside.world.runner.drill('runbook-live', given);
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(reason);
    const events = result.timeline.map(({ event }) => event);
    if (!mutant.startsWith('without')) return expect(events).toContain('inject');
    // A missing step is no matter of what is seen: the drill refuses to begin.
    expect(result.reason).toContain('Nothing was injected.');
    expect([events, script.probed, script.done]).toEqual([['fail'], [], []]);
  });

  test('and the list has these and no other', () => {
    expect(mutantsOf(twoModes(), 'runbook-live').map((one) => one.name)).toEqual([
      ...['without confirm', 'without mitigate', 'without restore', 'expects slow'],
      ...['fallback undoes', 'undo of fallback repeats it'],
    ]);
  });
});

test('an unknown mutant is a usage error that names the known ones', () => {
  expect(() => mutated(aPlaybook(), 'runbook-live', 'without luck')).toThrow(/no mutant "without luck"/);
});

test('no step of a shipped runbook can be removed unnoticed', async () => {
  const playbook = validPlaybook(await loadPlaybookAt(ROOT));
  for (const { drill } of playbook.drills.values()) {
    if (drill.kind !== 'live-fire') continue;
    const steps = playbook.scenarios.get(drill.scenario)?.steps ?? [];
    expect(walkProblems(steps, drill.walk)).toEqual([]);
    for (const { id } of steps) {
      const left = steps.filter((step) => step.id !== id);
      expect(walkProblems(left, drill.walk), `${drill.scenario} without ${id}`).not.toEqual([]);
    }
  }
});
