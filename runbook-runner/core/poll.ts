// Asks a check again and again until it shows what is waited for; only the last result is recorded.
import { PlaybookError } from '../errors/index.ts';
import type { CheckResult } from '../ports/result.ts';
import { hostOf, type PreparedCheck, prepareCheck } from './check.ts';
import type { Core } from './core.ts';
import { newRunId } from './ids.ts';
import type { CheckOrder } from './orders.ts';
import { probe } from './probe.ts';
import { begun } from './record.ts';

const PAUSE_MS = 200;

interface Wait {
  /** Monotonic time after which the last result counts, whatever it shows. */
  readonly until: number;
  readonly wanted: (result: CheckResult) => boolean;
}

/** The first wanted result, else the last one. Throws `interrupted`. */
export async function pollCheck(core: Core, order: CheckOrder, wait: Wait): Promise<CheckResult> {
  const { clock } = core.deps.ports;
  for (;;) {
    const prepared = await prepareCheck(core, order);
    const host = { name: hostOf(prepared.target), concurrency: prepared.concurrency };
    const result = await core.pool.run(host, () => once(core, prepared), order.signal);
    const late = clock.monotonicMs() + PAUSE_MS >= wait.until;
    if (wait.wanted(result) || late) return record(core, prepared, result);
    await clock.sleep(PAUSE_MS, order.signal);
  }
}

async function once(core: Core, prepared: PreparedCheck): Promise<CheckResult> {
  const { clock } = core.deps.ports;
  const run = {
    id: newRunId(clock),
    startedAt: clock.now().toISOString(),
    provenance: core.provenance(),
  };
  const probed = await probe(core, prepared, run, () => {});
  if (probed.interrupted) throw new PlaybookError('interrupted', 'The check was interrupted.');
  return probed.result;
}

async function record(core: Core, prepared: PreparedCheck, result: CheckResult): Promise<CheckResult> {
  const { order, parameters, seal } = prepared;
  const base = {
    id: result.run,
    kind: 'check',
    subject: result.check,
    seal,
    startedAt: result.startedAt,
  } as const;
  const run = await begun(core, order, { ...base, request: { parameters } });
  const finishedAt = core.deps.ports.clock.now().toISOString();
  const store = await core.store();
  await store.append({ ...run, state: 'finished', status: result.status, finishedAt, result });
  return result;
}
