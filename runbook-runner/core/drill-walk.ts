// Walks the runbook of a drill as a responder would: each step's checks, decisions and actions in reading order.
import type { Placement, Step } from '../playbook/playbook.ts';
import { act } from './action.ts';
import { runCheck } from './check.ts';
import type { Core } from './core.ts';
import { decide } from './decide.ts';
import { DrillFailed } from './drill-log.ts';
import type { DrillTools } from './drill-tools.ts';
import { find } from './find.ts';
import { newRunId } from './ids.ts';
import type { Asked } from './orders.ts';

/** Every decision must say proceed, every action must be done and verified, and there must be one. */
export async function walkRunbook(core: Core, tools: DrillTools): Promise<void> {
  const page = find('scenario', tools.playbook.scenarios, tools.drill.scenario);
  const elements = page.steps.flatMap((step) => step.placements.map((one) => one.element));
  if (elements.length === 0) throw new DrillFailed(`The steps of "${page.id}" run nothing.`);
  const agreed = page.seal === undefined ? undefined : { id: page.id, seal: page.seal };
  for (const step of page.steps) {
    for (const placement of step.placements) {
      tools.signal?.throwIfAborted();
      await take(core, tools, step, placement, { ...tools.asked, step: step.id, page: agreed });
    }
  }
  if (tools.standing.actions.length === 0) {
    throw new DrillFailed(`No step of "${page.id}" took an action, so the runbook brought no recovery.`);
  }
}

async function take(
  core: Core,
  tools: DrillTools,
  step: Step,
  { element, id }: Placement,
  asked: Asked,
): Promise<void> {
  if (element === 'Check') await check(core, tools, id, asked);
  if (element === 'Action') await action(core, tools, id, asked);
  if (element !== 'Decision') return;
  const order = { ...asked, scenario: tools.drill.scenario, decision: id };
  const { verdict, because } = await decide(core, order);
  tools.log.note('decide', verdict, `${id}: ${because}`);
  if (verdict === 'proceed') return;
  throw new DrillFailed(
    `The decision "${id}" of step "${step.id}" must say proceed, and said ${verdict}: ${because}`,
  );
}

/** Red is what a responder would see too; not being able to tell is not. */
async function check(core: Core, { log }: DrillTools, id: string, asked: Asked): Promise<void> {
  const result = await runCheck(core, { ...asked, check: id }, () => {});
  log.note('check', result.status, id);
  if (result.status === 'error') {
    throw new DrillFailed(`${id} could not tell: ${result.problem?.message ?? 'it ended in an error'}`);
  }
}

async function action(core: Core, { log, standing }: DrillTools, id: string, asked: Asked): Promise<void> {
  const idempotencyKey = newRunId(core.deps.ports.clock);
  const order = { ...asked, action: id, dryRun: false, idempotencyKey };
  const result = await act(core, order, (event) => {
    // Noted before it acts, so that it is undone whatever becomes of it.
    if (event.event === 'started') standing.actions.push(event.run);
  });
  log.note('act', result.status, `${id}: ${result.plan.summary}`);
  if (result.status === 'done') {
    log.mark('mitigateMs');
    return;
  }
  const red = result.verification.find((one) => one.status !== 'pass');
  const why = result.problem?.message ?? (red ? `${red.check} is ${red.status}` : 'it was not accepted');
  throw new DrillFailed(`The action "${id}" must be done and verified, and was ${result.status}: ${why}`);
}
