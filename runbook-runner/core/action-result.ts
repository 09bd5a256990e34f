// What the caller of a change gets, and its record keeps.
import type { ActionOutcome, ActionPlan } from '../actions/kind.ts';
import type { CheckResult } from '../ports/result.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import { mayHold } from './may-hold.ts';
import type { ActionResult } from './orders.ts';
import { isUndoable, type Planned } from './planning.ts';

export const titleOf = ({ kind, definition }: Change) =>
  kind === 'undo' ? `Undo: ${definition.title}` : definition.title;

/** The plan as it is shown: what it wanted kept stands in the record. */
function shownPlan({ before: _kept, obstacle: _why, ...plan }: ActionPlan): ActionResult['plan'] {
  return plan;
}

function base(change: Change, { id, startedAt, seal, commit, dirty }: RunRecord, { plan, looked }: Planned) {
  const { definition, asked } = change;
  return {
    ...{ run: id, action: definition.id, title: titleOf(change), environment: asked.environment, startedAt },
    ...{
      plan: shownPlan(plan),
      preconditions: looked,
      actor: asked.actor,
      provenance: { seal, commit, dirty },
    },
    irreversible: definition.irreversible && change.kind === 'action',
  };
}

/** The result of a look, or of an order that stopped at what it saw: nothing was sent. */
export function plannedResult(core: Core, change: Change, run: RunRecord, planned: Planned): ActionResult {
  const { obstacle } = planned.plan;
  const state = change.kind === 'undo' ? stillHolds(change, obstacle?.status ?? 'planned') : undefined;
  return core.deps.redactor.redact({
    ...base(change, run, planned),
    ...{ status: obstacle?.status ?? 'planned', durationMs: 0, verification: [], assertions: [] },
    ...{ exchange: undefined, command: undefined, problem: obstacle?.problem, state, expiresAt: undefined },
    undoable: change.kind === 'action' && isUndoable(change),
  });
}

export interface Acted extends Planned {
  readonly intent: RunRecord;
  readonly outcome: ActionOutcome;
  readonly beganMs: number;
}

export function actedResult(
  core: Core,
  change: Change,
  acted: Acted,
  { status, verification }: Pick<ActionResult, 'status'> & { readonly verification: readonly CheckResult[] },
): ActionResult {
  const { clock } = core.deps.ports;
  const { intent, outcome, beganMs } = acted;
  const unchanged = outcome.status === 'done' && outcome.unchanged === true;
  const standing = change.kind === 'action' && mayHold(status) && !unchanged;
  const ends = standing ? expiryOf(change, clock.now()) : undefined;
  return core.deps.redactor.redact({
    ...base(change, intent, acted),
    ...{ status, verification, durationMs: clock.monotonicMs() - beganMs },
    exchange: 'exchange' in outcome ? outcome.exchange : undefined,
    command: outcome.command,
    assertions: outcome.status === 'done' ? (outcome.assertions ?? []) : [],
    problem: outcome.status === 'done' ? undefined : outcome.problem,
    state: stateOf(change, status, outcome),
    undoable: standing && isUndoable(change),
    expiresAt: ends,
  });
}

/** When a temporary change that begins now ends. */
export function expiryOf({ kind, definition }: Change, now: Date): string | undefined {
  if (kind === 'undo' || definition.expires === undefined) return undefined;
  return new Date(now.getTime() + definition.expires.ms).toISOString();
}

/** What things are like after a change that did not end well; the kind's own look counts first. */
function stateOf(change: Change, status: ActionResult['status'], outcome: ActionOutcome): string | undefined {
  if (outcome.status === 'done') return undefined;
  const seen = outcome.state;
  if (change.kind === 'action') return seen;
  return [stillHolds(change, status), seen].filter((one) => one !== undefined).join(' ');
}

function stillHolds({ undoes, definition }: Change, status: ActionResult['status']): string {
  const what = `“${definition.title}” (run ${undoes})`;
  return status === 'unknown'
    ? `Nobody knows whether ${what} still holds.`
    : `${what} still holds: it was not taken back.`;
}
