// Answers a request whose idempotency key was used before: with what the first one came to.
import { PlaybookError } from '../errors/index.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import type { ActionResult } from './orders.ts';

const LOOK_EVERY_MS = 100;
/** Beyond the action's own deadline and its verification. */
const PATIENCE_MS = 30_000;

/** Throws `idempotency_mismatch` when the key was used for another body. */
export function refuseOther(first: RunRecord, requestDigest: string | null): void {
  if (first.requestDigest === requestDigest) return;
  throw new PlaybookError('idempotency_mismatch', `The key was used for another request, run ${first.id}.`, {
    hint: 'Use a new key for a new request.',
    data: { run: first.id },
  });
}

/** Throws `idempotency_mismatch` for another body, `outcome_unknown` when the first has no known end. */
export async function outcomeOfRepeated(core: Core, change: Change, first: RunRecord): Promise<ActionResult> {
  refuseOther(first, change.requestDigest);
  const here = core.changing.get(first.id);
  if (here) return here;
  const ended = first.state === 'running' ? await untilEnded(core, change, first.id) : first;
  if (ended?.result) return ended.result as ActionResult;
  throw new PlaybookError('outcome_unknown', `Nobody knows what run ${first.id} came to.`, {
    hint: 'Look at the upstream. Then undo it, or act again with a new key.',
    data: { run: first.id },
  });
}

/** Another process makes the change: waits for its record, and notices when that process has ended. */
async function untilEnded(core: Core, change: Change, id: string): Promise<RunRecord | undefined> {
  const { clock } = core.deps.ports;
  const store = await core.store();
  const end = clock.monotonicMs() + change.definition.deadline.ms * 2 + PATIENCE_MS;
  while (clock.monotonicMs() < end) {
    await store.recover(change.asked.actor);
    const run = await store.get(id);
    if (run?.state !== 'running') return run;
    await clock.sleep(LOOK_EVERY_MS, change.asked.signal);
  }
  return undefined;
}
