// Takes a drill back, whatever became of it: actions in reverse, then the fault; and says what could not be.
import { undo } from '../action.ts';
import type { Core } from '../core.ts';
import { endOwnFault } from '../own-fault.ts';
import type { DrillTools, Standing } from './tools.ts';
import { whyNotDone } from './why-not-done.ts';

/**
 * What is left standing, as sentences for the person who must mend it; empty when nothing is. `told`: why the drill
 * failed, which may have said already why something could not be taken back.
 */
export async function cleanUp(core: Core, tools: DrillTools, told = ''): Promise<string[]> {
  const left: string[] = [];
  for (const standing of [...tools.standing.actions].reverse()) {
    const trouble = await takeBack(core, tools, standing);
    if (trouble === undefined) continue;
    tools.log.note('undo', 'error', `${standing.action}: ${sentencesOf(trouble)}`);
    const because = told.includes(trouble.why) ? '' : ` (${trouble.why})`;
    left.push(await mayHold(core, tools, { ...standing, because }));
  }
  const trouble = await endFault(core, tools, 'clear');
  if (trouble === undefined) return left;
  return [...left, mayDisturb(tools.drill.fault, trouble)];
}

/** What to do about an action that was not taken back; what was done in a sandbox is gone with it. */
async function mayHold(
  core: Core,
  { ownSandbox }: DrillTools,
  { run, action, because }: Standing & { readonly because: string },
): Promise<string> {
  const gone = ownSandbox || (await core.deps.sandbox.status('patient')) === undefined;
  if (gone) return `"${action}", run ${run}, ended with the sandbox of this drill${because}.`;
  return `"${action}" may still hold, run ${run}${because}; undo it: npm run -s playbook -- undo ${run}.`;
}

/** What to do about a fault that may be on, since it could not be ended. */
export const mayDisturb = (fault: string, trouble: string): string =>
  `The sandbox may still be disturbed by ${fault} (${trouble}); clear it: npm run -s playbook -- sandbox clear ${fault}.`;

/** Ends the fault if it stands; why it could not be ended, or undefined. */
export async function endFault(core: Core, tools: DrillTools, event: string): Promise<string | undefined> {
  if (!tools.standing.fault) return undefined;
  try {
    const { fault } = tools.drill;
    const ended = await endOwnFault(core.deps.sandbox, fault);
    tools.standing.fault = false;
    tools.standing.over = !ended;
    tools.log.note(event, 'pass', ended ? fault : 'the fault had ended');
    return undefined;
  } catch (error) {
    tools.log.note(event, 'error', messageOf(error));
    return messageOf(error);
  }
}

/** Why something was not taken back, and what is known of the change since. */
interface Trouble {
  readonly why: string;
  readonly state?: string | undefined;
}

export const sentencesOf = ({ why, state }: Trouble): string =>
  state === undefined ? why : `${why} ${state}`;

/** Why it could not be undone, or undefined when it was, or when nothing had been changed. */
export async function takeBack(
  core: Core,
  tools: DrillTools,
  standing: Standing,
): Promise<Trouble | undefined> {
  try {
    const trouble = await undone(core, tools, standing);
    if (trouble === undefined) {
      tools.standing.actions = tools.standing.actions.filter((one) => one !== standing);
    }
    return trouble;
  } catch (error) {
    return { why: messageOf(error) };
  }
}

async function undone(
  core: Core,
  { actor, log, run: parent }: DrillTools,
  { run, action }: Standing,
): Promise<Trouble | undefined> {
  const record = await (await core.store()).get(run);
  if (record === undefined || record.status === 'refused' || record.status === 'error') return undefined;
  const result = await undo(core, run, { actor, parent, idempotencyKey: `drill ${run}` }, () => {});
  log.note('undo', result.status, action);
  if (result.status === 'done') return undefined;
  return { why: whyNotDone(result), state: result.state };
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
