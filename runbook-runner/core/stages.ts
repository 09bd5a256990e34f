// Stages of one change: each is a run of its own, whose intent is committed before its work.
import type { ActionOutcome, Stage, StageRunner } from '../actions/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import { newRunId } from './ids.ts';
import type { Observer } from './orders.ts';
import { begun } from './record.ts';

const STATE = { done: 'done', refused: 'failed', error: 'failed', unknown: 'unknown' } as const;

/** Does the stages of the change whose intent this is. */
export function stagesOf(core: Core, change: Change, intent: RunRecord, observer: Observer): StageRunner {
  const { clock } = core.deps.ports;
  return async (stage, work) => {
    const startedAt = clock.now().toISOString();
    const key = `${intent.idempotencyKey ?? intent.id}.${stage.id}`;
    const base = { kind: 'stage', subject: change.definition.id, seal: change.seal, startedAt } as const;
    const run = await begun(
      core,
      { ...change.asked, parent: intent.id, step: stage.id },
      {
        ...{ ...base, id: newRunId(clock), request: { title: stage.title } },
      },
    );
    const store = await core.store();
    try {
      await store.begin(run);
    } catch (error) {
      return notBegun(stage, error);
    }
    observer({ event: 'stage', stage: { ...stage, state: 'running' } });
    const beganMs = clock.monotonicMs();
    const outcome = await work(key).catch(crashed);
    const durationMs = clock.monotonicMs() - beganMs;
    const state = outcome.status === 'unknown' ? 'outcome_unknown' : 'finished';
    const finishedAt = clock.now().toISOString();
    const result = { stage: stage.id, title: stage.title, durationMs, outcome };
    await store.end(run.id, { state, status: outcome.status, finishedAt, result }, change.asked.actor);
    observer({ event: 'stage', stage: { ...stage, state: STATE[outcome.status], durationMs } });
    return outcome;
  };
}

/** Its intent could not be recorded: nothing of it was sent. */
function notBegun({ title }: Stage, error: unknown): ActionOutcome {
  const { problem } = crashed(error);
  const message = `“${title}” was not begun: it could not be recorded. ${problem.message}`;
  const hint = error instanceof PlaybookError ? error.hint : undefined;
  return { status: 'error', problem: { ...problem, message, ...(hint === undefined ? {} : { hint }) } };
}

function crashed(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'unknown', problem: { class: 'internal', outcome: 'error', message } } as const;
}
