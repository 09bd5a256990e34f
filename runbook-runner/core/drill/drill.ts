// Runs a live-fire drill and records it: what goes wrong in it is its result; misuse is thrown.
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked, DrillResult } from '../orders.ts';
import { begun } from '../record.ts';
import { exercise } from './exercise.ts';
import { settleFollowUps } from './follow-ups.ts';
import { liveFire } from './live-fire.ts';
import { DrillLog } from './log.ts';
import { DRILL_ENVIRONMENT, drillTools } from './tools.ts';

export type Line = DrillResult['timeline'][number];
export interface DrillGiven extends Pick<Asked, 'actor' | 'signal'> {
  /** No wait takes longer; for a drill that is expected to fail. */
  readonly patienceMs?: number | undefined;
  /** True for a sandbox that ends with the drill, and with it whatever was left in it. */
  readonly ownSandbox?: boolean | undefined;
  /** Spoils the runbook in this way first. */
  readonly mutant?: string | undefined;
}

export async function runDrill(
  runner: Core,
  id: string,
  given: DrillGiven,
  observer: (line: Line) => void,
): Promise<DrillResult> {
  const core = await spoiled(runner, id, given);
  given.signal?.throwIfAborted();
  const { clock } = core.deps.ports;
  const playbook = await core.playbook();
  const { page, drill } = liveFire(playbook.drills, id);
  const { scenario, fault } = drill;
  const run = newRunId(clock);
  const startedAt = clock.now().toISOString();
  const asked = { actor: given.actor, environment: DRILL_ENVIRONMENT };
  const base = { id: run, kind: 'drill', subject: id, seal: page.seal ?? '', startedAt } as const;
  const store = await core.store();
  const record = await begun(core, asked, base);
  await store.begin(record);
  const log = new DrillLog(clock, observer);
  const ended = await exercise(core, drillTools(core, { playbook, drill, run, log, ...given }));
  const { commit, dirty, seal } = record;
  const followUps = await settleFollowUps(core, { id, run, page, drill, ended, given });
  const result: DrillResult = core.deps.redactor.redact({
    ...{ run, drill: id, scenario, fault, ...ended, actor: given.actor, startedAt },
    ...{ provenance: { seal, commit, dirty }, followUps },
    scenarioSeal: find('scenario', playbook.scenarios, scenario).seal ?? '',
    ...log.told(),
  });
  const state = given.signal?.aborted ? 'interrupted' : 'finished';
  const finishedAt = clock.now().toISOString();
  await store.end(run, { state, status: result.status, finishedAt, result }, given.actor);
  return result;
}

/** The same core over the playbook with the mutant in it. */
async function spoiled(core: Core, id: string, { mutant, patienceMs }: DrillGiven): Promise<Core> {
  if (mutant === undefined) return core;
  const { mutated } = await import('./mutants.ts');
  const playbook = mutated(await core.playbook(), id, mutant, patienceMs);
  return { ...core, playbook: async () => playbook };
}
