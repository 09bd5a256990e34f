// Reads records so that none says `running` of a process that was killed.
import { PlaybookError } from '../errors/index.ts';
import type { RunFilter, RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';

const isRunning = (run: RunRecord | undefined): boolean => run?.state === 'running';

/** Throws `unknown_run`. */
export async function settledRun(core: Core, id: string, actor: string): Promise<RunRecord> {
  const store = await core.store();
  let run = await store.get(id);
  if (isRunning(run)) {
    await store.recover(actor);
    run = await store.get(id);
  }
  if (run) return run;
  throw new PlaybookError('unknown_run', `No run has the id "${id}".`);
}

export async function settledRuns(
  core: Core,
  filter: RunFilter,
  actor: string,
): Promise<readonly RunRecord[]> {
  const store = await core.store();
  const runs = await store.list(filter);
  if (!runs.some(isRunning)) return runs;
  await store.recover(actor);
  return store.list(filter);
}
