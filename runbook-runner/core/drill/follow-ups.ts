// What a drill leaves to do: a failed one opens a follow-up, and only a passing one closes it.
import type { PageWith } from '../../playbook/playbook.ts';
import type { Drill } from '../../playbook/schema/drill.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { Core } from '../core.ts';
import { newRunId } from '../ids.ts';
import { dayOf } from './days.ts';
import type { DrillPart } from './log.ts';

interface Settled {
  /** Id of the drill, and of this run of it. */
  readonly id: string;
  readonly run: string;
  readonly page: PageWith<'drill'>;
  readonly drill: Drill;
  readonly ended: {
    readonly status: 'pass' | 'fail' | 'error';
    readonly reason: string | undefined;
    /** What was found wanting; of a tabletop exercise, its criteria. */
    readonly part: DrillPart | 'criteria' | undefined;
  };
  /** When the run told it (ISO 8601, UTC); now when left out. Told again later, it opens nothing that was closed since. */
  readonly at?: string | undefined;
  readonly given: { readonly actor: string; readonly signal?: AbortSignal | undefined };
  /** A pass says nothing of what was opened after this instant (ISO 8601, UTC); of everything when left out. */
  readonly openedUntil?: string | undefined;
}

/** An interrupted drill says nothing of the runbook, and so leaves nothing. */
export async function settleFollowUps(core: Core, settled: Settled): Promise<readonly FollowUp[]> {
  const { id, run, ended, given, openedUntil, at } = settled;
  if (given.signal?.aborted) return [];
  const store = await core.store();
  const now = core.deps.ports.clock.now();
  if (ended.status === 'pass') {
    return store.closeFollowUps({ source: id, run, at: now.toISOString(), actor: given.actor, openedUntil });
  }
  const opened = followUpOf(settled, newRunId(core.deps.ports.clock), at === undefined ? now : new Date(at));
  return [await store.openFollowUp(opened, given.actor)];
}

function followUpOf({ id, run, page, drill, ended }: Settled, followUp: string, now: Date): FollowUp {
  return {
    ...{ id: followUp, origin: 'drill', source: id, kind: ended.part ?? 'runbook' },
    title: ended.reason ?? ended.status,
    owner: page.review?.owner ?? 'nobody: the page names no reviewer',
    due: dayOf(now.getTime() + drill.followUpWithin.ms),
    ...{ status: 'open', openedAt: now.toISOString(), openedBy: run, closedAt: null, closedBy: null },
  };
}
