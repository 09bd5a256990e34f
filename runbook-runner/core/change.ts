// Makes one change, once: the intent is committed before it acts, and what became of it after.
import type { ActionInput, ActionKind, ActionOutcome } from '../actions/kind.ts';
import type { Target } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { ActionDefinition } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { RunEnding, RunRecord, StorePort } from '../ports/store.ts';
import { type Acted, actedResult, expiryOf, plannedResult } from './action-result.ts';
import { asConfirmed } from './as-confirmed.ts';
import type { Core } from './core.ts';
import { withDeadline } from './deadline.ts';
import { newRunId, newTrace } from './ids.ts';
import { namingLater } from './later-changes.ts';
import type { ActionResult, Asked, Observer } from './orders.ts';
import { withPassage } from './passage.ts';
import { inputOf, type Planned, planChange, wayOf } from './planning.ts';
import { begun } from './record.ts';
import { outcomeOfRepeated } from './repeated.ts';
import { stagesOf } from './stages.ts';
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
  /** What the action had kept before it was made. */
  readonly before?: unknown;
  /** The dry run whose plan a person confirmed. */
  readonly confirmed?: string | undefined;
}

/**
 * Makes the change, or answers what the first request with the same key came to, also while that is under way.
 * Throws `idempotency_mismatch`, `not_undoable`, `storage_full` and `queue_full` before anything is sent.
 */
export async function makeChange(core: Core, change: Change, observer: Observer): Promise<ActionResult> {
  change.asked.signal?.throwIfAborted();
  const store = await core.store();
  const { idempotencyKey } = change.asked;
  const [earlier] = idempotencyKey === undefined ? [] : await store.list({ idempotencyKey, limit: 1 });
  if (earlier) return outcomeOfRepeated(core, change, earlier);
  if (change.undoes !== null) {
    await refuseUndone(store, change.undoes);
    return lookAndMake(core, change, observer);
  }
  // By its key as well: an order with a key of its own is an order of its own, and its key must be found again.
  const same = `${idempotencyKey} ${change.requestDigest}`;
  const acting = core.acting.get(same) ?? lookAndMake(core, change, observer);
  core.acting.set(same, acting);
  try {
    return await acting;
  } finally {
    if (core.acting.get(same) === acting) core.acting.delete(same);
  }
}

/** Before anything is looked at: what stands now may be another's, and would be told as what was not taken back. */
async function refuseUndone(store: StorePort, run: string): Promise<void> {
  const undone = (await store.list({ undoes: run })).find(({ status }) => status === 'done');
  if (undone === undefined) return;
  throw new PlaybookError('not_undoable', `Run ${run} was undone already, by run ${undone.id}.`);
}

async function lookAndMake(core: Core, change: Change, observer: Observer): Promise<ActionResult> {
  const planned = await asConfirmed(core, change, await planChange(core, change));
  if (planned.plan.obstacle !== undefined) {
    return recordLook(core, change, await namingLater(core, change, planned));
  }
  const id = newRunId(core.deps.ports.clock);
  const { promise, resolve, reject } = Promise.withResolvers<ActionResult>();
  promise.catch(() => {});
  core.changing.set(id, promise);
  try {
    const host = { name: change.target.baseUrl, concurrency: change.concurrency };
    const work = () => act(core, { ...change, before: planned.plan.before }, id, planned, observer);
    const acted = await core.pool.run(host, work, change.asked.signal);
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

/** Records a look that sent nothing: a dry run, or an order that stopped at what stood in its way. */
export async function recordLook(core: Core, change: Change, planned: Planned): Promise<ActionResult> {
  const { clock } = core.deps.ports;
  const startedAt = clock.now().toISOString();
  const base = { kind: change.kind, subject: change.definition.id, seal: change.seal, startedAt };
  const run = await begun(core, change.asked, { id: newRunId(clock), ...base, request: change.request });
  const result = plannedResult(core, change, run, planned);
  const store = await core.store();
  const ending = { state: 'finished', status: result.status, finishedAt: startedAt, result } as const;
  await store.append({ ...run, undoes: change.undoes, ...ending });
  return result;
}

/** Commits the intent, then acts. What is thrown by the kind after that leaves the outcome unknown. */
async function act(
  core: Core,
  change: Change,
  id: string,
  planned: Planned,
  observer: Observer,
): Promise<Acted | { readonly repeated: RunRecord }> {
  const { clock } = core.deps.ports;
  const { asked, definition } = change;
  const { traceparent } = newTrace();
  const startedAt = clock.now().toISOString();
  const beganMs = clock.monotonicMs();
  const base = { id, kind: change.kind, subject: definition.id, seal: change.seal, startedAt };
  const { before } = planned.plan;
  const request = before === undefined ? change.request : { ...change.request, before };
  const run = await begun(core, asked, { ...base, request });
  const idempotencyKey = asked.idempotencyKey ?? null;
  const { requestDigest, undoes } = change;
  const store = await core.store();
  // With the intent: what a crash leaves behind ends by itself too.
  const expiresAt = expiryOf(change, clock.now()) ?? null;
  const first = await store.begin({ ...run, idempotencyKey, requestDigest, undoes, expiresAt });
  if (first.repeated) return { repeated: first.run };
  observer({ event: 'started', run: id });
  const { ms, text } = definition.deadline;
  try {
    const timed = await withDeadline(core.watch, ms, asked.signal, (signal) =>
      reached(
        core,
        change,
        inputOf(change, traceparent, signal, stagesOf(core, change, first.run, observer)),
      ),
    );
    const outcome = timed.ended === 'work' ? timed.value : unknownAfter(timed.ended, text);
    return { intent: first.run, ...planned, outcome, beganMs };
  } catch (error) {
    return { intent: first.run, ...planned, outcome: crashed(error), beganMs };
  }
}

/** Acts on the target with the way to it; what stands in that way does so before anything is sent. */
async function reached(core: Core, change: Change, input: ActionInput<unknown>): Promise<ActionOutcome> {
  const way = wayOf(change);
  if (change.actionKind.passage === false) return way.run(input, core.deps.ports);
  const target = await withPassage(core, change.declared, change.target, false, input.signal);
  if (isProblem(target)) return { status: 'error', problem: target };
  return way.run({ ...input, target }, core.deps.ports);
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

/** Verifies what was done, looks at what may have been, and commits how it ended. */
async function conclude(core: Core, change: Change, acted: Acted): Promise<ActionResult> {
  const { outcome, intent } = acted;
  const looks = change.kind === 'action' && (outcome.status === 'done' || outcome.status === 'unknown');
  const verification = looks ? await verify(core, change, intent) : [];
  const green =
    outcome.status === 'done' &&
    (outcome.assertions ?? []).every((one) => one.outcome === 'pass') &&
    (change.kind === 'undo' || verification.length >= change.definition.verify.length) &&
    verification.every((one) => one.status === 'pass');
  const status = outcome.status === 'done' && !green ? 'unverified' : outcome.status;
  const result = actedResult(core, change, acted, { status, verification });
  const store = await core.store();
  try {
    await store.end(intent.id, endingOf(core, result, outcome), change.asked.actor);
  } catch (error) {
    throw unrecorded(result, error);
  }
  return result;
}

/** The same error, without its advice to try again: the change was sent already. */
function unrecorded({ run, title, status }: ActionResult, cause: unknown): unknown {
  if (!(cause instanceof PlaybookError)) return cause;
  const message = `“${title}” ended as ${status}, but that could not be recorded. ${cause.message}`;
  const hint = `Do not make the change again. Mend what is told here, then look at run ${run}.`;
  return new PlaybookError(cause.code, message, { hint, cause, data: { run } });
}

function endingOf(core: Core, result: ActionResult, outcome: ActionOutcome): RunEnding {
  const cut = outcome.status === 'error' && outcome.problem.class === 'interrupted';
  const state = outcome.status === 'unknown' ? 'outcome_unknown' : cut ? 'interrupted' : 'finished';
  const finishedAt = core.deps.ports.clock.now().toISOString();
  return { state, status: result.status, finishedAt, result, expiresAt: result.expiresAt ?? null };
}
