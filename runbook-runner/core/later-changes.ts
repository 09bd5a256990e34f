// Who set what stands in the way of an undo: often a later change of ours, which is taken back first.
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import type { Planned } from './planning.ts';

/** The same plan, with the later temporary changes of this service in the hint where something was set meanwhile. */
export async function namingLater(core: Core, change: Change, planned: Planned): Promise<Planned> {
  const { obstacle } = planned.plan;
  if (change.undoes === null || obstacle?.problem.class !== 'changed-meanwhile') return planned;
  const later = await laterChanges(core, change, change.undoes);
  if (later.length === 0) return planned;
  const hint = `It may be a later change of ours; undo that first: ${later.join('; ')}.`;
  const problem = { ...obstacle.problem, hint };
  return { ...planned, plan: { ...planned.plan, obstacle: { ...obstacle, problem } } };
}

async function laterChanges(core: Core, { asked, definition }: Change, undoes: string): Promise<string[]> {
  const store = await core.store();
  const { actions } = await core.playbook();
  const since = (await store.get(undoes))?.startedAt ?? '';
  return (await store.temporaries())
    .filter((one) => one.environment === asked.environment && one.startedAt > since)
    .filter((one) => actions.get(one.subject)?.integration === definition.integration)
    .map(({ id, subject }) => `npm run -s playbook -- undo ${id} ("${subject}")`);
}
