// What a drill leaves to do: a failed one opens a follow-up, and only a passing one closes it.
import type { PageWith } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { Core } from '../core.ts';
import { newRunId } from '../ids.ts';
import type { DrillResult } from '../orders.ts';

interface Settled {
  /** Id of the drill, and of this run of it. */
  readonly id: string;
  readonly run: string;
  readonly page: PageWith<'drill'>;
  readonly drill: LiveFire;
  readonly ended: Pick<DrillResult, 'status' | 'reason' | 'part'>;
  readonly given: { readonly actor: string; readonly signal?: AbortSignal | undefined };
}

/** An interrupted drill says nothing of the runbook, and so leaves nothing. */
export async function settleFollowUps(core: Core, settled: Settled): Promise<readonly FollowUp[]> {
  const { id, run, ended, given } = settled;
  if (given.signal?.aborted) return [];
  const store = await core.store();
  const now = core.deps.ports.clock.now();
  if (ended.status === 'pass') {
    return store.closeFollowUps({ source: id, run, at: now.toISOString(), actor: given.actor });
  }
  return [await store.openFollowUp(followUpOf(settled, newRunId(core.deps.ports.clock), now), given.actor)];
}

function followUpOf({ id, run, page, drill, ended }: Settled, followUp: string, now: Date): FollowUp {
  return {
    ...{ id: followUp, origin: 'drill', source: id, kind: ended.part ?? 'runbook' },
    title: ended.reason ?? ended.status,
    owner: page.review?.owner ?? 'nobody: the page names no reviewer',
    due: new Date(now.getTime() + drill.followUpWithin.ms).toISOString().slice(0, 10),
    ...{ status: 'open', openedAt: now.toISOString(), openedBy: run, closedAt: null, closedBy: null },
  };
}
