// Runs a live-fire drill and records it: what goes wrong in it is its result; misuse is thrown.
import { PlaybookError } from '../../errors/index.ts';
import type { PageWith } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked, DrillResult } from '../orders.ts';
import { begun } from '../record.ts';
import { exercise } from './exercise.ts';
import { DrillLog } from './log.ts';
import { DRILL_ENVIRONMENT, drillTools } from './tools.ts';

export type Line = DrillResult['timeline'][number];
export interface DrillGiven extends Pick<Asked, 'actor' | 'signal'> {
  /** No wait takes longer; for a drill that is expected to fail. */
  readonly patienceMs?: number | undefined;
}

/** A drill that can be run. Throws `unknown_drill`, and `usage` for a tabletop exercise. */
export function liveFire(
  drills: ReadonlyMap<string, PageWith<'drill'>>,
  id: string,
): { readonly page: PageWith<'drill'>; readonly drill: LiveFire } {
  const page = find('drill', drills, id);
  if (page.drill.kind === 'live-fire') return { page, drill: page.drill };
  throw new PlaybookError('usage', `The drill "${id}" is a tabletop exercise: people talk it through.`, {
    hint: `Open ${page.address} and read the injects aloud.`,
  });
}

export async function runDrill(
  core: Core,
  id: string,
  given: DrillGiven,
  observer: (line: Line) => void,
): Promise<DrillResult> {
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
  const result: DrillResult = core.deps.redactor.redact({
    ...{ run, drill: id, scenario, fault, ...ended, actor: given.actor, startedAt },
    provenance: { seal, commit, dirty },
    scenarioSeal: find('scenario', playbook.scenarios, scenario).seal ?? '',
    ...log.told(),
  });
  const state = given.signal?.aborted ? 'interrupted' : 'finished';
  const finishedAt = clock.now().toISOString();
  await store.end(run, { state, status: result.status, finishedAt, result }, given.actor);
  return result;
}
