// Breaks the sandbox for a drill that a person takes: a stage of its run, with its intent first and what came of it after.
import type { FaultOrder } from '../../ports/sandbox.ts';
import type { RunEnding, RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { newRunId } from '../ids.ts';
import { endOwnFault, isTheirs } from '../own-fault.ts';
import { begun } from '../record.ts';
import { mayDisturb, messageOf } from './cleanup.ts';
import { DRILL_ENVIRONMENT } from './tools.ts';

/** Throws what kept the fault from being on; then the records of the stage and of the drill say so. */
export async function breakSandbox(core: Core, drill: RunRecord, fault: FaultOrder): Promise<void> {
  const { clock } = core.deps.ports;
  const { actor, seal } = drill;
  const asked = { actor, environment: DRILL_ENVIRONMENT, parent: drill.id, step: 'inject' };
  const base = { id: newRunId(clock), kind: 'stage', subject: fault.id, seal } as const;
  const stage = await begun(core, asked, {
    ...{ ...base, startedAt: clock.now().toISOString(), request: { title: fault.title } },
  });
  const store = await core.store();
  await store.begin(stage);
  const end = (id: string, ending: Omit<RunEnding, 'finishedAt'>) =>
    store.end(id, { ...ending, finishedAt: clock.now().toISOString() }, actor);
  try {
    const result = await core.deps.sandbox.inject(fault);
    await end(stage.id, { state: 'finished', status: 'done', result });
  } catch (error) {
    const left = await takenBack(core, fault.id, error);
    const reason = [messageOf(error), left].filter(Boolean).join(' ');
    const known = left === undefined;
    const state = known ? 'finished' : 'outcome_unknown';
    await end(stage.id, { state, status: known ? 'error' : 'unknown', result: { reason } });
    await end(drill.id, {
      ...{ state: 'finished', status: 'error', result: { drill: drill.subject, status: 'error', reason } },
    });
    throw error;
  }
}

/** An answer that was lost says nothing of the fault; so it is ended. What may be left, or undefined when nothing is. */
async function takenBack(core: Core, fault: string, error: unknown): Promise<string | undefined> {
  if (isTheirs(error)) return undefined;
  const { sandbox } = core.deps;
  try {
    await endOwnFault(sandbox, fault);
    return undefined;
  } catch (trouble) {
    // A fault goes with the process of its sandbox.
    if ((await sandbox.place()) === undefined) return undefined;
    return mayDisturb(fault, messageOf(trouble));
  }
}
