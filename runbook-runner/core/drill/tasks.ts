// What the people of a debrief want done: each becomes a follow-up of the drill, with an owner and a date.
import { PlaybookError, suggest } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import { LONGEST_TASK, MOST_TASKS, ownersOf } from '../../ports/debrief.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { newRunId } from '../ids.ts';
import { dayOf, todayAnywhere } from './days.ts';
import { isDay } from './is-day.ts';

export interface Task {
  readonly title: string;
  /** Team of the playbook, or who of its rota. */
  readonly owner: string;
  /** YYYY-MM-DD, within a year. */
  readonly due: string;
}

const YEAR_MS = 366 * 86_400_000;

/** Throws `invalid_request` for the first that cannot be a follow-up. */
export function refuseTasks(playbook: Playbook, tasks: readonly Task[], now: Date): void {
  if (tasks.length > MOST_TASKS) {
    const hint = `A debrief opens ${MOST_TASKS} at most: keep to what matters.`;
    throw new PlaybookError('invalid_request', `${tasks.length} follow-ups are too many.`, { hint });
  }
  const owners = [...ownersOf(playbook.teams).keys()];
  for (const task of tasks) {
    const [what, hint] = unfit(task, owners, now) ?? [];
    if (what === undefined) continue;
    throw new PlaybookError('invalid_request', `The follow-up "${task.title}" ${what}.`, { hint });
  }
}

/** What is wrong with it, and what would be right. */
function unfit(
  { title, owner, due }: Task,
  owners: readonly string[],
  now: Date,
): readonly [what: string, hint: string] | undefined {
  const [first] = todayAnywhere(now);
  const last = dayOf(now.getTime() + YEAR_MS);
  if (title.trim() === '') return ['says nothing', 'Say what is to be done.'];
  if (title.length > LONGEST_TASK) return ['is too long', `Say it in ${LONGEST_TASK} letters at most.`];
  if (!owners.includes(owner)) {
    return [`has the owner "${owner}", which is no team and nobody of a rota`, suggest(owner, owners)];
  }
  if (!isDay(due)) return [`is due "${due}", which is no day`, 'Write the day as YYYY-MM-DD.'];
  if (due < first) return [`is due ${due}, which is over`, `It may be due from ${first} to ${last}.`];
  if (due > last) return [`is due ${due}, which nobody waits for`, `It may be due from ${first} to ${last}.`];
  return undefined;
}

/**
 * Opens each, or answers the one with the same title that was open when the debrief was kept: sent again much later, it
 * opens nothing that was closed meanwhile.
 */
export async function openTasks(
  core: Core,
  { id, subject }: RunRecord,
  tasks: readonly Task[],
  { actor, at: openedAt }: { readonly actor: string; readonly at: string },
): Promise<readonly FollowUp[]> {
  const { clock } = core.deps.ports;
  const store = await core.store();
  const opened = tasks.map(
    ({ title, owner, due }): FollowUp => ({
      ...{ id: newRunId(clock), origin: 'drill', source: subject, kind: 'debrief', title: title.trim() },
      ...{ owner, due, status: 'open', openedAt, openedBy: id, closedAt: null, closedBy: null },
    }),
  );
  return Promise.all(opened.map((one) => store.openFollowUp(one, actor)));
}
