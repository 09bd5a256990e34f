// A tabletop exercise that was talked through: recorded as a run of its drill, by what of it came true.
import { PlaybookError } from '../../errors/index.ts';
import type { PageWith } from '../../playbook/playbook.ts';
import type { Tabletop } from '../../playbook/schema/drill.ts';
import { LONGEST_PEOPLE } from '../../ports/debrief.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked } from '../orders.ts';
import { begun } from '../record.ts';
import { agreedSeal } from '../seal.ts';
import { dayOf, isDay, todayAnywhere } from './days.ts';
import { settleFollowUps } from './follow-ups.ts';
import { DRILL_ENVIRONMENT } from './tools.ts';

/** What its people tell of an exercise. */
export interface Told {
  /** Whether each criterion of success was met, in the order of the page. */
  readonly met: readonly boolean[];
  /** YYYY-MM-DD; today when left out. */
  readonly played?: string | undefined;
  /** Who took part, as they write it. */
  readonly people?: string | undefined;
}

export interface Exercise {
  readonly run: string;
  readonly drill: string;
  readonly scenario: string;
  readonly status: 'pass' | 'fail';
  /** Which criteria were not met. */
  readonly reason: string | undefined;
  readonly criteria: readonly { readonly criterion: string; readonly met: boolean }[];
  readonly played: string;
  readonly people: string;
  /** Who recorded it, and when. */
  readonly actor: string;
  readonly startedAt: string;
  readonly provenance: CheckResult['provenance'];
  /** What a failed one left to do; what a passing one closed. */
  readonly followUps: readonly FollowUp[];
}

interface Talked {
  readonly page: PageWith<'drill'>;
  readonly drill: Tabletop;
}

async function tabletop(core: Core, id: string): Promise<Talked> {
  const page = find('drill', (await core.playbook()).drills, id);
  if (page.drill.kind === 'tabletop') return { page, drill: page.drill };
  throw new PlaybookError('usage', `The drill "${id}" is live-fire: it records itself.`, {
    hint: `Run it: npm run -s playbook -- drill ${id}`,
  });
}

/** What must be true for the exercise to count as passed. Throws `unknown_drill`, and `usage` for a live-fire drill. */
export const successCriteria = async (core: Core, id: string): Promise<readonly string[]> =>
  (await tabletop(core, id)).drill.success;

/** Throws `invalid_request` too, and then nothing was recorded. */
export async function recordExercise(
  core: Core,
  id: string,
  told: Told,
  person: Pick<Asked, 'actor' | 'page'>,
): Promise<Exercise> {
  const { page, drill } = await tabletop(core, id);
  const { clock } = core.deps.ports;
  const now = clock.now();
  const { played = dayOf(now.getTime()), people = '' } = told;
  refuseUnfit(drill, { ...told, played, people }, now);
  const { actor } = person;
  const startedAt = now.toISOString();
  const seal = (await agreedSeal(core, await core.playbook(), person)) ?? page.seal ?? '';
  const base = { id: newRunId(clock), kind: 'drill', subject: id, seal, startedAt } as const;
  const request = core.deps.redactor.redact({ tabletop: true, played, people });
  const asked = { actor, environment: DRILL_ENVIRONMENT };
  const record = await begun(core, asked, { ...base, request });
  const store = await core.store();
  await store.begin(record);
  const ended = outcome(drill, told.met);
  const followUps = await settleFollowUps(core, { id, run: base.id, page, drill, ended, given: { actor } });
  const { commit, dirty } = record;
  const result: Exercise = core.deps.redactor.redact({
    ...{ run: base.id, drill: id, scenario: drill.scenario, status: ended.status, reason: ended.reason },
    criteria: drill.success.map((criterion, index) => ({ criterion, met: told.met[index] === true })),
    ...{ played, people, actor, startedAt, provenance: { seal, commit, dirty }, followUps },
  });
  // It has no times: nothing broke.
  const kept = { state: 'finished', status: ended.status, result: { ...result, times: {} } } as const;
  await store.end(base.id, { ...kept, finishedAt: startedAt }, actor);
  return result;
}

function outcome({ success }: Tabletop, met: readonly boolean[]) {
  const missed = success.filter((_, index) => met[index] !== true);
  if (missed.length === 0) return { status: 'pass', reason: undefined, part: undefined } as const;
  return { status: 'fail', reason: `Not met: ${missed.join(' ')}`, part: 'success' } as const;
}

function refuseUnfit({ success }: Tabletop, { met, played, people }: Required<Told>, now: Date): void {
  const refuse = (message: string, hint: string) => {
    throw new PlaybookError('invalid_request', message, { hint });
  };
  if (met.length !== success.length) {
    refuse(
      `${met.length} criteria were answered, and the exercise has ${success.length}.`,
      'Say of each one whether it was met, in the order of the page.',
    );
  }
  const [, latest] = todayAnywhere(now);
  if (!isDay(played ?? '') || (played ?? '') > latest) {
    refuse(`An exercise was not played on "${played}".`, 'Write a day that has been, as YYYY-MM-DD.');
  }
  if ((people ?? '').length > LONGEST_PEOPLE) {
    refuse('So many people did not take part.', `Name them in ${LONGEST_PEOPLE} letters at most.`);
  }
}
