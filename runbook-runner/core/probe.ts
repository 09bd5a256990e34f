// One probing of a check: the kind's run within its deadline, judged and described, not yet recorded.
import type { CheckInput, Target } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { CheckDefinition } from '../playbook/playbook.ts';
import type { CheckResult, KindOutcome, Problem } from '../ports/result.ts';
import { verdictOf } from '../ports/verdict.ts';
import type { PreparedCheck } from './check.ts';
import type { Core } from './core.ts';
import { withDeadline } from './deadline.ts';
import { newTrace } from './ids.ts';
import type { RunDeadline } from './many.ts';
import type { Observer } from './orders.ts';
import { besideProxy, withPassage } from './passage.ts';
import type { GivenUp, Tried } from './retry.ts';
import { isProblem, SANDBOX_MISSING } from './target.ts';

interface Run {
  readonly id: string;
  readonly startedAt: string;
  readonly provenance: Promise<{ readonly commit: string; readonly dirty: boolean | null }>;
}

export type Probed =
  /** `left` says what an interrupted check could not clean up. */
  | { readonly interrupted: true; readonly left: string | undefined }
  /** `text` is the result as JSON. */
  | { readonly interrupted: false; readonly result: CheckResult; readonly text: string };

/** Probes once; every way for it to end but a misuse is a value. */
export async function probe(
  core: Core,
  prepared: PreparedCheck,
  run: Run,
  observer: Observer,
): Promise<Probed> {
  const { clock } = core.deps.ports;
  const { order, definition } = prepared;
  const { traceId, traceparent } = newTrace();
  const begin = clock.monotonicMs();
  const once = () => outcomeOf(core, prepared, traceparent, observer);
  const { outcome, attempts } = await tried(core, prepared, once);
  const durationMs = clock.monotonicMs() - begin;
  if ('left' in outcome) return { interrupted: true, left: outcome.left };
  const { commit, dirty } = await run.provenance;
  const result: CheckResult = {
    run: run.id,
    check: definition.id,
    title: definition.title,
    integration: definition.integration,
    kind: definition.kind,
    environment: order.environment,
    status: verdictOf(outcome),
    startedAt: run.startedAt,
    durationMs,
    ...outcome,
    ...(attempts ? { attempts: [...attempts] } : {}),
    failureModes: [],
    traceId,
    actor: order.actor,
    provenance: { seal: prepared.seal, commit, dirty },
  };
  const whole =
    result.status === 'fail' ? { ...result, ...(await diagnosed(core, prepared, result)) } : result;
  const { value, text } = core.deps.redactor.written(whole);
  return { interrupted: false, result: value, text };
}

/** Loaded by the first check that declares retries. One that makes something could make it twice: it has one attempt. */
async function tried(
  core: Core,
  { definition: { retries, changes }, order }: PreparedCheck,
  once: () => Promise<KindOutcome | GivenUp>,
): Promise<Tried> {
  if (retries === undefined || changes) return { outcome: await once() };
  const { retried } = await import('./retry.ts');
  return retried(core.deps.ports.clock, retries, order, once);
}

/** Loaded by the first check that fails: one that passes pays nothing for it. */
async function diagnosed(core: Core, prepared: PreparedCheck, failing: CheckResult) {
  const { diagnose } = await import('./diagnose.ts');
  return diagnose(core, prepared, failing);
}

/** What the kind saw; when the order was given up, only what it left behind. */
async function outcomeOf(
  core: Core,
  prepared: PreparedCheck,
  traceparent: string,
  observer: Observer,
): Promise<KindOutcome | GivenUp> {
  const { definition, kind, target, parameters, playbook, order } = prepared;
  if (isProblem(target)) return only(target);
  const { text, ms: ownMs } = definition.deadline;
  const { until } = order;
  const leftMs = until ? until.endMs - core.deps.ports.clock.monotonicMs() : ownMs;
  const deadlineMs = Math.max(1, Math.min(ownMs, leftMs));
  const input: Omit<CheckInput<unknown>, 'signal'> = {
    ...{ id: definition.id, definition: definition.probe, parameters, target, traceparent, deadlineMs },
    contracts: playbook.contracts,
    progress: observer,
  };
  try {
    const work = (signal: AbortSignal) =>
      reached(core, prepared, target, signal, (reachable) =>
        kind.run({ ...input, target: reachable, signal }, core.deps.ports),
      );
    const windUpMs = kind.windUpMs?.(definition.probe) || undefined;
    const timed = await withDeadline(core.watch, deadlineMs, order.signal, work, windUpMs);
    if (order.signal?.aborted || timed.ended === 'interrupted') {
      return { left: timed.ended === 'work' ? leftBehind(timed.value) : undefined };
    }
    const outcome =
      timed.ended === 'work'
        ? await unlessSandboxEnded(core, target, timed.value)
        : only({ ...LATE, message: `The check did not end within its deadline of ${text}.` });
    return until && leftMs < ownMs ? await cutShort(core, definition, until, outcome) : outcome;
  } catch (error) {
    if (error instanceof PlaybookError && error.code === 'invalid_parameter') throw error;
    return only(crashed(error));
  }
}

const LATE = { class: 'timeout', outcome: 'fail' } as const;

/** So much earlier than asked a timer may fire. */
const EARLY_MS = 5;

/** Loaded by the first check that had less time than its own. */
async function cutShort(
  core: Core,
  { deadline }: CheckDefinition,
  until: RunDeadline,
  outcome: KindOutcome,
): Promise<KindOutcome> {
  if (core.deps.ports.clock.monotonicMs() < until.endMs - EARLY_MS) return outcome;
  const { endedByRun } = await import('./ended-by-run.ts');
  return endedByRun(outcome, until.text, deadline.text);
}

function leftBehind({ assertions }: KindOutcome): string | undefined {
  return assertions.find((one) => one.assertion === 'cleanup' && one.outcome !== 'pass')?.detail;
}

/** Runs the kind on the target with the way to it, or tells what stands in that way. */
async function reached(
  core: Core,
  { environment, kind, definition }: PreparedCheck,
  target: Target,
  signal: AbortSignal,
  work: (target: Target) => Promise<KindOutcome>,
): Promise<KindOutcome> {
  const passage = kind.passage?.(definition.probe) ?? true;
  if (passage === false) return work(target);
  const elsewhere = definition.origin !== undefined;
  const way =
    passage === 'past'
      ? await besideProxy(core, environment, target, signal)
      : await withPassage(core, environment, target, elsewhere, signal);
  return isProblem(way) ? only(way) : work(way);
}

const only = (problem: Problem): KindOutcome => ({ assertions: [], problem });

function crashed(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof PlaybookError ? error.hint : undefined;
  return { class: 'internal', outcome: 'error', message, ...(hint === undefined ? {} : { hint }) };
}

/** A sandbox that ended under the check is our own doing, not a promise that an upstream broke. */
function unlessSandboxEnded(
  core: Core,
  { loopback }: Target,
  outcome: KindOutcome,
): KindOutcome | Promise<KindOutcome> {
  if (!loopback || outcome.problem?.class !== 'refused') return outcome;
  return core.deps.sandbox
    .status('patient')
    .then((status) => (status === undefined ? only(SANDBOX_MISSING) : outcome));
}
