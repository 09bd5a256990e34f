// Runs one check: what it needs is resolved, it waits for its place, probes, is judged and recorded.
import type { Target } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { CheckResult, Problem } from '../ports/result.ts';
import type { RunRecord } from '../ports/store.ts';
import { type Admitted, admit } from './admit.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { newRunId } from './ids.ts';
import { needApproval } from './need-approval.ts';
import type { CheckOrder, Observer } from './orders.ts';
import { requireHeadroom } from './overdrawn.ts';
import type { Pool } from './pool.ts';
import { type Probed, probe } from './probe.ts';
import { rankOf } from './rank.ts';
import { begun } from './record.ts';
import { agreedSeal } from './seal.ts';
import { locate } from './target.ts';

/** A check with everything that its run needs. */
export interface PreparedCheck extends Admitted {
  readonly order: CheckOrder;
  readonly playbook: Playbook;
  readonly target: Target | Problem;
  readonly environment: Environment;
  readonly concurrency: number;
  readonly seal: string;
}

/** A run that takes longer than this is also recorded while it runs. */
const RECORD_EARLY_MS = 1_000;

/** Resolves and validates an order; whatever is wrong with it is thrown here, before anything runs. */
export async function prepareCheck(core: Core, order: CheckOrder): Promise<PreparedCheck> {
  const playbook = await core.playbook();
  const { id } = find('check', playbook.checks, order.check);
  const agreement = { offers: `checks/${id}`, asItIsNow: order.asItIsNow ?? false };
  const agreed = order.page && (await agreedSeal(core, playbook, order, agreement));
  const admitted = await admit(core, playbook, order);
  const { definition, kind } = admitted;
  const secured = (kind.passage?.(definition.probe) ?? true) === true;
  const place = await locate(core, playbook, { ...definition, environment: order.environment, secured });
  const subject = { room: 'checks', definition, environment: order.environment } as const;
  await needApproval(core, playbook, place.environment, [subject]);
  return { order, playbook, ...admitted, ...place, seal: agreed ?? definition.seal };
}

/**
 * Runs a check and commits its record before it returns.
 * Throws `interrupted` (recorded as such), `queue_full`, `quota_short`, `stale_seal`, `approval_needed`, `unknown_check`, `invalid_parameter`, …
 */
export async function runCheck(core: Core, order: CheckOrder, observer: Observer): Promise<CheckResult> {
  order.signal?.throwIfAborted();
  const prepared = await prepareCheck(core, order);
  if (order.withinQuota) await requireHeadroom(core, order, [order.check]);
  const rank = rankOf(prepared.playbook, prepared.definition);
  const host = { name: hostOf(prepared.target), concurrency: prepared.concurrency, rank };
  const ran = await inPlace(core, prepared, host, () => runNow(core, prepared, observer));
  if (ran === 'too-late') return (await import('./skip.ts')).skip(core, prepared, observer);
  // The place is free again, and the verdict can be read, while the disk is waited for.
  if (!ran.probed.interrupted) observer({ event: 'judged', result: ran.probed.result });
  return keep(core, prepared, ran);
}

/** Waits for a place and runs there; a run of many may have used up its time by then. */
async function inPlace(
  { pool, deps }: Core,
  { order }: PreparedCheck,
  host: Parameters<Pool['run']>[0],
  run: () => Promise<Ran>,
): Promise<Ran | 'too-late'> {
  const { until } = order;
  if (until === undefined) return pool.run(host, run, order.signal);
  const late = () => !order.signal?.aborted && deps.ports.clock.monotonicMs() >= until.endMs;
  try {
    return await pool.run(host, async () => (late() ? 'too-late' : run()), until.signal);
  } catch (error) {
    if (late() && error === until.signal.reason) return 'too-late';
    throw error;
  }
}

export const hostOf = (target: Target | Problem) => ('class' in target ? 'no sandbox' : target.baseUrl);

interface Ran {
  readonly running: RunRecord;
  readonly probed: Probed;
  /** Whether the record of the running check was committed. */
  readonly early: boolean;
}

async function runNow(core: Core, prepared: PreparedCheck, observer: Observer): Promise<Ran> {
  const { clock } = core.deps.ports;
  const { order, definition, seal, parameters } = prepared;
  const id = newRunId(clock);
  observer({ event: 'started', run: id });
  const startedAt = clock.now().toISOString();
  const base = { id, kind: 'check', subject: definition.id, seal, startedAt } as const;
  const running = begun(core, order, { ...base, request: { parameters } });
  let early: Promise<boolean> | undefined;
  const giveUp = core.watch.after(RECORD_EARLY_MS, () => {
    early = recordEarly(core, running);
  });
  const run = { id, startedAt, provenance: running };
  let probed: Probed;
  try {
    probed = await probe(core, prepared, run, observer);
  } finally {
    giveUp();
  }
  return { running: await running, probed, early: early ? await early : false };
}

/** Whether the record of the running check could be committed; when it could not, its end says so. */
async function recordEarly(core: Core, running: Promise<RunRecord>): Promise<boolean> {
  try {
    await (await core.store()).begin(await running);
    return true;
  } catch {
    return false;
  }
}

const judged = (result: CheckResult) => ({
  status: result.status,
  result,
  fingerprint: result.fingerprint ?? null,
  failureMode: result.failureModes[0]?.failureMode ?? null,
});

/** Commits how the check ended. */
async function keep(
  core: Core,
  { order }: PreparedCheck,
  { running, probed, early }: Ran,
): Promise<CheckResult> {
  const finishedAt = core.deps.ports.clock.now().toISOString();
  const ending = probed.interrupted
    ? ({ state: 'interrupted', status: null, finishedAt, result: null } as const)
    : ({ state: 'finished', finishedAt, ...judged(probed.result) } as const);
  const store = await core.store();
  if (early) await store.end(running.id, ending, order.actor);
  else await store.append({ ...running, ...ending }, probed.interrupted ? undefined : probed.text);
  if (!probed.interrupted) return probed.result;
  throw new PlaybookError('interrupted', `The check "${running.subject}" was interrupted.`, {
    hint: probed.left,
    data: { run: running.id },
  });
}
