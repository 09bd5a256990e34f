// Plans a change: what it would do now, what must hold before, and why it cannot be made where that is so.
import { isDeepStrictEqual } from 'node:util';
import { type ActionPlan, type StageRunner, stopped, type Way } from '../actions/kind.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Problem } from '../ports/result.ts';
import type { Change } from './change.ts';
import type { Looked } from './conditions.ts';
import type { Core } from './core.ts';
import { withDeadline } from './deadline.ts';
import { newTrace } from './ids.ts';
import { withPassage } from './passage.ts';
import { lookBefore } from './preconditions.ts';
import { isProblem } from './target.ts';

export interface Planned {
  readonly plan: ActionPlan;
  readonly looked: readonly Looked[];
}

/** Which way a change goes: the kind's own way back counts where none is declared. */
export function wayOf({ kind, actionKind, definition, operation }: Change): Way<unknown> {
  const back = kind === 'undo' && isAbsent(definition.undo) ? actionKind.back?.(operation) : undefined;
  return back ?? actionKind;
}

export const isAbsent = (operation: unknown) => operation === undefined || operation === null;

/** Whether what an action did can be taken back. */
export const isUndoable = ({ definition, actionKind }: Pick<Change, 'definition' | 'actionKind'>): boolean =>
  !definition.irreversible && (!isAbsent(definition.undo) || actionKind.back?.(definition.do) !== undefined);

const noStage: StageRunner = () => {
  throw new PlaybookError('internal', 'A plan does no stage.');
};

/** What the kind is handed to plan, or to act. */
export function inputOf(change: Change, traceparent: string, signal: AbortSignal, stage = noStage) {
  const { definition, operation, parameters, target, asked, before, kind } = change;
  return {
    ...{ id: definition.id, operation, parameters, target, traceparent, signal, before, stage },
    idempotencyKey: asked.idempotencyKey ?? '',
    deadlineMs: definition.deadline.ms,
    expiresMs: kind === 'action' ? definition.expires?.ms : undefined,
  };
}

/** Looks at what must hold, then plans; nothing is changed. Throws `invalid_parameter`. */
export async function planChange(core: Core, change: Change): Promise<Planned> {
  const looked = await lookBefore(core, change);
  const plan = keepable(core, change, await kindPlan(core, change));
  const missing = looked.filter((one) => !one.holds);
  if (plan.obstacle !== undefined || missing.length === 0) return { plan, looked };
  const unmet = missing.map(({ condition, seen }) => `${condition} (seen: ${seen})`).join('; ');
  const message = `It may not be done now. This does not hold: ${unmet}.`;
  const hint = 'Bring about what is missing, then try again.';
  const problem: Problem = { class: 'condition-not-met', outcome: 'fail', message, hint };
  return { plan: { ...plan, obstacle: { status: 'unmet', problem } }, looked };
}

async function kindPlan(core: Core, change: Change): Promise<ActionPlan> {
  const { ms, text } = change.definition.deadline;
  const { ports } = core.deps;
  const timed = await withDeadline(core.watch, ms, change.asked.signal, (signal) =>
    ask(core, change, ports, signal),
  );
  if (timed.ended === 'work') return timed.value;
  if (timed.ended === 'interrupted') throw new PlaybookError('interrupted', 'The run was interrupted.');
  const message = `What stands now could not be read within ${text}.`;
  return stopped('error', { class: 'timeout', outcome: 'error', message });
}

async function ask(core: Core, change: Change, ports: CheckPorts, signal: AbortSignal): Promise<ActionPlan> {
  const { traceparent } = newTrace();
  if (change.actionKind.reads !== true)
    return wayOf(change).plan(inputOf(change, traceparent, signal), ports);
  const target = await withPassage(core, change.declared, change.target, false, signal);
  if (isProblem(target)) return stopped('error', target);
  return wayOf(change).plan(inputOf({ ...change, target }, traceparent, signal), ports);
}

/** A record keeps no secret, so what holds one could not be put back from it, nor be taken back with it. */
function keepable(core: Core, { definition, kind, parameters }: Change, plan: ActionPlan): ActionPlan {
  const isKept = (value: unknown) => isDeepStrictEqual(core.deps.redactor.redact(value), value);
  const needed = kind === 'action' && !isAbsent(definition.undo) ? parameters : {};
  const secret = Object.keys(needed).find((name) => !isKept(needed[name]));
  if (isKept(plan.before) && secret === undefined) return plan;
  const [what, hint] =
    secret === undefined
      ? ['It would replace a value', 'Change it by hand, and keep what it was where secrets are kept.']
      : [
          `Its parameter "${secret}" has a value`,
          'Choose another value. An action that needs a secret names it under `auth`, or is marked `irreversible`.',
        ];
  const message = `${what} that holds a secret, and records keep none: it could not be put back.`;
  const problem: Problem = { class: 'secret-not-allowed', outcome: 'error', message, hint };
  return { ...plan, before: undefined, changes: undefined, obstacle: { status: 'error', problem } };
}
