// Makes one change, once: the intent is committed before it acts, and what became of it after.
import type { ActionKind, ActionOutcome, ActionPlan } from '../actions/kind.ts';
import type { Target } from '../checks/kind.ts';
import type { ActionDefinition } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { CheckResult, Problem } from '../ports/result.ts';
import type { RunEnding, RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';
import { withDeadline } from './deadline.ts';
import { newRunId, newTrace } from './ids.ts';
import type { ActionResult, Asked, Observer } from './orders.ts';
import { withPassage } from './passage.ts';
import { begun } from './record.ts';
import { outcomeOfRepeated } from './repeated.ts';
import { isProblem } from './target.ts';
import { verify } from './verify.ts';

/** A change that was resolved, validated and allowed. */
export interface Change {
  readonly kind: 'action' | 'undo';
  readonly asked: Asked & { readonly environment: string };
  readonly definition: ActionDefinition;
  readonly actionKind: ActionKind;
  readonly operation: unknown;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly target: Target;
  readonly declared: Environment;
  readonly concurrency: number;
  readonly seal: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** SHA-256 of what makes two requests the same. */
  readonly requestDigest: string;
  /** The action run that an undo takes back. */
  readonly undoes: string | null;
}

/** The change as it would be sent; nothing is. */
export function planOf(change: Change, traceparent = newTrace().traceparent): ActionPlan {
  return change.actionKind.plan(inputOf(change, traceparent, new AbortController().signal));
}

function inputOf(change: Change, traceparent: string, signal: AbortSignal) {
  const { definition, operation, parameters, target, asked } = change;
  const idempotencyKey = asked.idempotencyKey ?? '';
  const deadlineMs = definition.deadline.ms;
  return {
    id: definition.id,
    operation,
    parameters,
    target,
    traceparent,
    idempotencyKey,
    signal,
    deadlineMs,
  };
}

/**
 * Makes the change, or answers what the first request with the same key came to.
 * Throws `idempotency_mismatch`, `not_undoable`, `storage_full` and `queue_full` before anything is sent.
 */
export async function makeChange(core: Core, change: Change, observer: Observer): Promise<ActionResult> {
  change.asked.signal?.throwIfAborted();
  const { clock } = core.deps.ports;
  const id = newRunId(clock);
  const plan = planOf(change);
  const { promise, resolve, reject } = Promise.withResolvers<ActionResult>();
  promise.catch(() => {});
  core.changing.set(id, promise);
  try {
    const host = { name: change.target.baseUrl, concurrency: change.concurrency };
    const acted = await core.pool.run(host, () => act(core, change, id, plan, observer), change.asked.signal);
    const result =
      'repeated' in acted
        ? await outcomeOfRepeated(core, change, acted.repeated)
        : await conclude(core, change, acted);
    resolve(result);
    return result;
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    core.changing.delete(id);
  }
}

interface Acted {
  readonly intent: RunRecord;
  readonly plan: ActionPlan;
  readonly outcome: ActionOutcome;
  readonly beganMs: number;
}

/** Commits the intent, then acts. What is thrown by the kind after that leaves the outcome unknown. */
async function act(
  core: Core,
  change: Change,
  id: string,
  plan: ActionPlan,
  observer: Observer,
): Promise<Acted | { readonly repeated: RunRecord }> {
  const { clock } = core.deps.ports;
  const { asked, definition } = change;
  const { traceparent } = newTrace();
  const startedAt = clock.now().toISOString();
  const beganMs = clock.monotonicMs();
  const base = { id, kind: change.kind, subject: definition.id, seal: change.seal, startedAt };
  const run = await begun(core, asked, { ...base, request: change.request });
  const idempotencyKey = asked.idempotencyKey ?? null;
  const { requestDigest, undoes } = change;
  const store = await core.store();
  const first = await store.begin({ ...run, idempotencyKey, requestDigest, undoes });
  if (first.repeated) return { repeated: first.run };
  observer({ event: 'started', run: id });
  const { ms, text } = definition.deadline;
  try {
    const timed = await withDeadline(core.watch, ms, asked.signal, (signal) =>
      reached(core, change, traceparent, signal),
    );
    const outcome = timed.ended === 'work' ? timed.value : unknownAfter(timed.ended, text);
    return { intent: first.run, plan, outcome, beganMs };
  } catch (error) {
    return { intent: first.run, plan, outcome: crashed(error), beganMs };
  }
}

/** Acts on the target with the way to it; what stands in that way does so before anything is sent. */
async function reached(
  core: Core,
  change: Change,
  traceparent: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const way = await withPassage(core, change.declared, change.target, false, signal);
  if (isProblem(way)) return { status: 'error', problem: way };
  return change.actionKind.run(inputOf({ ...change, target: way }, traceparent, signal), core.deps.ports);
}

function unknownAfter(ended: 'deadline' | 'interrupted', deadline: string): ActionOutcome {
  const message =
    ended === 'deadline'
      ? `No answer came within ${deadline}; it may have been done.`
      : 'It was interrupted while it waited for the answer; it may have been done.';
  return {
    status: 'unknown',
    problem: { class: ended === 'deadline' ? 'timeout' : 'interrupted', outcome: 'error', message },
  };
}

function crashed(error: unknown): ActionOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'unknown', problem: { class: 'internal', outcome: 'error', message } };
}

/** Verifies what was done, and commits how it ended. */
async function conclude(core: Core, change: Change, acted: Acted): Promise<ActionResult> {
  const { outcome, intent } = acted;
  const done = outcome.status === 'done';
  const verification = done && change.kind === 'action' ? await verify(core, change, intent) : [];
  const green =
    verification.length >= change.definition.verify.length &&
    verification.every((one) => one.status === 'pass');
  const status = done && change.kind === 'action' && !green ? 'unverified' : outcome.status;
  const result = resultOf(core, change, acted, status, verification);
  const store = await core.store();
  await store.end(intent.id, endingOf(core, result, outcome), change.asked.actor);
  return result;
}

function endingOf(core: Core, result: ActionResult, outcome: ActionOutcome): RunEnding {
  const cut = outcome.status === 'error' && outcome.problem.class === 'interrupted';
  const state = outcome.status === 'unknown' ? 'outcome_unknown' : cut ? 'interrupted' : 'finished';
  const finishedAt = core.deps.ports.clock.now().toISOString();
  return { state, status: result.status, finishedAt, result, expiresAt: result.expiresAt ?? null };
}

/** What the caller gets and the record keeps. */
function resultOf(
  core: Core,
  change: Change,
  { intent, plan, outcome, beganMs }: Acted,
  status: ActionResult['status'],
  verification: readonly CheckResult[],
): ActionResult {
  const { clock } = core.deps.ports;
  const { definition, asked } = change;
  const mayHold = change.kind === 'action' && ['done', 'unverified', 'unknown'].includes(status);
  const ends = mayHold && definition.expires ? clock.now().getTime() + definition.expires.ms : undefined;
  const result: ActionResult = {
    run: intent.id,
    action: definition.id,
    title: titleOf(change),
    environment: asked.environment,
    status,
    startedAt: intent.startedAt,
    durationMs: clock.monotonicMs() - beganMs,
    plan,
    exchange: 'exchange' in outcome ? outcome.exchange : undefined,
    problem: problemOf(outcome),
    verification,
    undoable: mayHold && isUndoable(definition),
    expiresAt: ends === undefined ? undefined : new Date(ends).toISOString(),
    actor: asked.actor,
    provenance: { seal: change.seal, commit: intent.commit, dirty: intent.dirty },
  };
  return core.deps.redactor.redact(result);
}

export const titleOf = ({ kind, definition }: Change) =>
  kind === 'undo' ? `Undo: ${definition.title}` : definition.title;

export const isUndoable = (definition: ActionDefinition) =>
  !definition.irreversible && definition.undo !== undefined && definition.undo !== null;

const problemOf = (outcome: ActionOutcome): Problem | undefined =>
  'problem' in outcome ? outcome.problem : undefined;
