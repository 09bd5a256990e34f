// Walks the runbook of a drill as a responder would, and holds each step to what the drill must see there.
import type { PageWith, Placement } from '../../playbook/playbook.ts';
import type { Seen, WalkStep } from '../../playbook/schema/drill.ts';
import { walkProblems } from '../../playbook/walk.ts';
import { act } from '../action.ts';
import type { Core } from '../core.ts';
import { decide } from '../decide.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked } from '../orders.ts';
import { sentencesOf, takeBack } from './cleanup.ts';
import { DrillFailed } from './log.ts';
import { type DrillTools, whyOf } from './tools.ts';
import { whyNotDone } from './why-not-done.ts';

export interface Way {
  readonly page: PageWith<'scenario'>;
  /** Steps that are walked while the fault lasts, and those after it was mended. */
  readonly during: readonly WalkStep[];
  readonly after: readonly WalkStep[];
}

/** The way through the runbook. Throws before anything is broken when the runbook has another. */
export function wayThrough({ playbook, drill }: DrillTools): Way {
  const page = find('scenario', playbook.scenarios, drill.scenario);
  const [problem] = walkProblems(page.steps, drill.walk);
  if (problem) throw new DrillFailed('runbook', `${problem.message} Nothing was injected.`);
  const mended = drill.walk.findIndex((one) => one.mended);
  const at = mended < 0 ? drill.walk.length : mended;
  const during = drill.walk.slice(0, at);
  if (!during.some(({ sees }) => Object.values(sees).includes('done'))) {
    const message = `No step of "${page.id}" takes an action while the fault lasts, so the runbook could bring no recovery.`;
    throw new DrillFailed('runbook', message);
  }
  return { page, during, after: drill.walk.slice(at) };
}

export async function walkSteps(
  core: Core,
  tools: DrillTools,
  { page }: Way,
  steps: readonly WalkStep[],
): Promise<void> {
  const agreed = page.seal === undefined ? undefined : { id: page.id, seal: page.seal };
  for (const { step, sees } of steps) {
    const placements = page.steps.find((one) => one.id === step)?.placements ?? [];
    for (const [id, seen] of Object.entries(sees)) {
      tools.signal?.throwIfAborted();
      const placement = placements.find((one) => one.id === id && seen !== 'undone');
      await meet(core, tools, { id, seen, step, placement, asked: { ...tools.asked, step, page: agreed } });
    }
  }
}

interface Meeting {
  readonly id: string;
  readonly seen: Seen;
  readonly step: string;
  readonly placement: Placement | undefined;
  readonly asked: Asked;
}

async function meet(core: Core, tools: DrillTools, meeting: Meeting): Promise<void> {
  if (meeting.seen === 'undone') return undoThere(core, tools, meeting);
  if (meeting.placement?.element === 'Action') return takeAction(core, tools, meeting);
  if (meeting.placement?.element === 'Decision') return takeDecision(core, tools, meeting);
  return lookAt(tools, meeting);
}

async function lookAt(tools: DrillTools, { id, seen, step, asked }: Meeting): Promise<void> {
  const { page, environment } = asked;
  const result = await tools.until(id, tools.drill.recover.within.ms, ({ status }) => status === seen, {
    ...{ step, page, environment },
  });
  tools.log.note('check', result.status, `${step}: ${id}`);
  if (result.status === seen) return;
  const message = `In the step "${step}", ${id} must be ${seen}, and was ${result.status}. ${whyOf(result)}`;
  throw new DrillFailed('runbook', message.trim());
}

async function takeDecision(
  core: Core,
  tools: DrillTools,
  { id, seen, step, asked }: Meeting,
): Promise<void> {
  const order = { ...asked, scenario: tools.drill.scenario, decision: id };
  const { verdict, because } = await decide(core, order);
  tools.log.note('decide', verdict, `${step}: ${id}: ${because}`);
  if (verdict === seen) return;
  const message = `The decision "${id}" of step "${step}" must say ${seen}, and said ${verdict}: ${because}`;
  throw new DrillFailed('runbook', message);
}

async function takeAction(core: Core, tools: DrillTools, { id, step, asked }: Meeting): Promise<void> {
  const { log, standing } = tools;
  const idempotencyKey = newRunId(core.deps.ports.clock);
  const order = { ...asked, action: id, dryRun: false, idempotencyKey, unattended: true };
  const result = await act(core, order, (event) => {
    // Noted before it acts, so that it is undone whatever becomes of it.
    if (event.event === 'started') standing.actions = [...standing.actions, { run: event.run, action: id }];
  });
  log.note('act', result.status, `${step}: ${id}: ${result.plan.summary}`);
  if (result.status === 'done') {
    log.mark('mitigateMs');
    return;
  }
  const message = `The action "${id}" must be done and verified, and was ${result.status}: ${whyNotDone(result)}`;
  throw new DrillFailed('action', message);
}

/** What still stands after a failed undo is told by the clean-up, with the way out. */
async function undoThere(core: Core, tools: DrillTools, { id, step }: Meeting): Promise<void> {
  const standing = tools.standing.actions.findLast((one) => one.action === id);
  if (standing === undefined) throw new DrillFailed('action', `Nothing of "${id}" stands in step "${step}".`);
  const trouble = await takeBack(core, tools, standing);
  if (trouble === undefined) return;
  throw new DrillFailed('action', `The undo of "${id}" in step "${step}" failed: ${sentencesOf(trouble)}`);
}
