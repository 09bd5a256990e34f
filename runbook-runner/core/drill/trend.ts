// How a drill went over time: whether it held, and how long it took to detect, mitigate and recover.
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import type { DrillResult } from '../orders.ts';

export interface TrendPoint extends Pick<DrillResult, 'run' | 'status' | 'times' | 'actor' | 'startedAt'> {
  readonly commit: string;
}

const MOST = 50;

/** The newest 50 runs that ended with a result, the oldest of them first. Throws `unknown_drill`. */
export async function drillTrend(core: Core, id: string): Promise<TrendPoint[]> {
  const { drills } = await core.playbook();
  find('drill', drills, id);
  const store = await core.store();
  const runs = await store.list({ kind: 'drill', subject: id, state: 'finished', limit: MOST });
  return runs
    .flatMap(({ id: run, result, actor, startedAt, commit }): TrendPoint[] => {
      const { status, times } = (result ?? {}) as Partial<DrillResult>;
      return status && times ? [{ run, status, times, actor, startedAt, commit }] : [];
    })
    .reverse();
}
