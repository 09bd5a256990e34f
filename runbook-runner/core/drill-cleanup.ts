// Takes a drill back, whatever became of it: actions in reverse, then the fault; and says what could not be.
import { undo } from './action.ts';
import type { Core } from './core.ts';
import type { DrillTools } from './drill-tools.ts';

/** What is left standing, as sentences for the person who must mend it; empty when nothing is. */
export async function cleanUp(core: Core, tools: DrillTools): Promise<string[]> {
  const left: string[] = [];
  for (const run of tools.standing.actions.splice(0).reverse()) {
    const trouble = await takeBack(core, tools, run).catch(messageOf);
    if (trouble !== undefined) {
      tools.log.note('undo', 'error', trouble);
      left.push(
        `Action run ${run} may still hold (${trouble}); undo it: npm run -s playbook -- undo ${run}.`,
      );
    }
  }
  if (!tools.standing.fault) return left;
  try {
    const cleared = await core.deps.sandbox.clear();
    tools.log.note('clear', 'pass', cleared.map((one) => one.fault).join(', ') || 'the fault had ended');
  } catch (error) {
    tools.log.note('clear', 'error', messageOf(error));
    left.push(
      `The sandbox may still be disturbed (${messageOf(error)}); clear it: npm run -s playbook -- sandbox clear.`,
    );
  }
  return left;
}

/** Why it could not be undone, or undefined when it was, or when nothing had been changed. */
async function takeBack(
  core: Core,
  { actor, log, run: parent }: DrillTools,
  run: string,
): Promise<string | undefined> {
  const record = await (await core.store()).get(run);
  if (record === undefined || record.status === 'refused' || record.status === 'error') return undefined;
  const result = await undo(core, run, { actor, parent, idempotencyKey: `drill ${run}` }, () => {});
  log.note('undo', result.status, result.action);
  return result.status === 'done' ? undefined : (result.problem?.message ?? result.status);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
