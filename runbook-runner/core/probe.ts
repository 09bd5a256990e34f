// One probing of a check: the kind's run within its deadline, judged and described, not yet recorded.
import type { CheckInput } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { type CheckResult, type KindOutcome, type Problem, verdictOf } from '../ports/result.ts';
import { type Mode, matchModes } from '../signature/match.ts';
import type { PreparedCheck } from './check.ts';
import type { Core } from './core.ts';
import { withDeadline } from './deadline.ts';
import { shortId } from './find.ts';
import { newTrace } from './ids.ts';
import type { Observer } from './orders.ts';
import { isProblem, SANDBOX_MISSING } from './target.ts';

interface Run {
  readonly id: string;
  readonly startedAt: string;
  readonly provenance: Promise<{ readonly commit: string; readonly dirty: boolean | null }>;
}

export type Probed =
  | { readonly interrupted: true }
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
  const { order, definition, playbook } = prepared;
  const { traceId, traceparent } = newTrace();
  const begin = clock.monotonicMs();
  const outcome = await outcomeOf(core, prepared, traceparent, observer);
  const durationMs = clock.monotonicMs() - begin;
  if (outcome === undefined) return { interrupted: true };
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
    failureModes: [],
    traceId,
    actor: order.actor,
    provenance: { seal: prepared.seal, commit, dirty },
  };
  const failureModes = result.status === 'fail' ? matchModes(outcome, modesFor(playbook, definition.id)) : [];
  const { value, text } = core.deps.redactor.written({ ...result, failureModes });
  return { interrupted: false, result: value, text };
}

/** Every failure mode; those that the check is declared to recognise come first and win a tie. */
function modesFor(playbook: Playbook, check: string): Mode[] {
  const pages = [...playbook.failureModes.values()];
  const declared = pages.filter((page) => page.failureMode.recognisedBy.includes(check));
  return [...new Set([...declared, ...pages])].map(({ id, title, address, failureMode }) => {
    return { id: shortId(id), title, page: address, signature: failureMode.signature };
  });
}

/** What the kind saw, or undefined when the order was given up. */
async function outcomeOf(
  core: Core,
  prepared: PreparedCheck,
  traceparent: string,
  observer: Observer,
): Promise<KindOutcome | undefined> {
  const { definition, kind, target, parameters, playbook, order } = prepared;
  if (isProblem(target)) return only(target);
  const { text, ms: deadlineMs } = definition.deadline;
  const input: Omit<CheckInput<unknown>, 'signal'> = {
    ...{ id: definition.id, definition: definition.probe, parameters, target, traceparent, deadlineMs },
    contracts: playbook.contracts,
    progress: observer,
  };
  try {
    const timed = await withDeadline(core.watch, deadlineMs, order.signal, (signal) =>
      kind.run({ ...input, signal }, core.deps.ports),
    );
    if (order.signal?.aborted || timed.ended === 'interrupted') return undefined;
    if (timed.ended === 'work') return await unlessSandboxEnded(core, target.loopback, timed.value);
    const message = `The check did not end within its deadline of ${text}.`;
    return only({ class: 'timeout', outcome: 'fail', message });
  } catch (error) {
    if (error instanceof PlaybookError && error.code === 'invalid_parameter') throw error;
    return only(crashed(error));
  }
}

const only = (problem: Problem): KindOutcome => ({ assertions: [], problem });

function crashed(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof PlaybookError ? error.hint : undefined;
  return { class: 'internal', outcome: 'error', message, ...(hint === undefined ? {} : { hint }) };
}

/** A sandbox that ended under the check is our own doing, not a promise that an upstream broke. */
async function unlessSandboxEnded(core: Core, sandbox: boolean, outcome: KindOutcome): Promise<KindOutcome> {
  if (!sandbox || outcome.problem?.class !== 'refused') return outcome;
  return (await core.deps.sandbox.status()) === undefined ? only(SANDBOX_MISSING) : outcome;
}
