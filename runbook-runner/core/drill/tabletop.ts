// A tabletop exercise that was talked through: recorded as a run of its drill, by what of it came true.
import { PlaybookError } from '../../errors/index.ts';
import type { Page, PageWith, Playbook } from '../../playbook/playbook.ts';
import type { Tabletop } from '../../playbook/schema/drill.ts';
import { LONGEST_PEOPLE } from '../../ports/debrief.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked } from '../orders.ts';
import { begun } from '../record.ts';
import { agreedSeal } from '../seal.ts';
import { dayOf, todayAnywhere } from './days.ts';
import { settleFollowUps } from './follow-ups.ts';
import { isDay } from './is-day.ts';
import { keepOnce } from './told-once.ts';
import { DRILL_ENVIRONMENT } from './tools.ts';

/** When it was played, and by whom. */
interface Occasion {
  /** YYYY-MM-DD; today when left out. */
  readonly played?: string | undefined;
  /** Who took part, as they write it. */
  readonly people?: string | undefined;
}

/** What its people tell of an exercise. */
export interface Told extends Occasion {
  /** Whether each criterion of success was met, in the order of the page. */
  readonly met: readonly boolean[];
}

/** The same, with nothing left out. */
interface Whole {
  readonly met: readonly boolean[];
  readonly played: string;
  readonly people: string;
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

/** Who tells, on which page; a key makes a repeat answer the first run. */
export type Teller = Pick<Asked, 'actor' | 'page' | 'idempotencyKey'>;

function tabletop({ drills }: Playbook, id: string): Talked {
  const page = find('drill', drills, id);
  if (page.drill.kind === 'tabletop') return { page, drill: page.drill };
  throw new PlaybookError('usage', `The drill "${id}" is live-fire: it records itself.`, {
    hint: `Run it: npm run -s playbook -- drill ${id}`,
  });
}

/**
 * What must be true for the exercise to count as passed. Throws `unknown_drill`, and `usage` for a live-fire drill; and
 * what `recordExercise` would say of day and people, before anybody has answered.
 */
export async function successCriteria(core: Core, id: string, told: Occasion): Promise<readonly string[]> {
  const { drill } = tabletop(await core.playbook(), id);
  const now = core.deps.ports.clock.now();
  refuseOccasion(occasionOf(told, now), now);
  return drill.success;
}

/** Throws `invalid_request` too, and then nothing was recorded; `idempotency_mismatch` for a key of other words. */
export async function recordExercise(core: Core, id: string, told: Told, teller: Teller): Promise<Exercise> {
  const playbook = await core.playbook();
  const { page, drill } = tabletop(playbook, id);
  const { actor, idempotencyKey } = teller;
  const now = core.deps.ports.clock.now();
  const whole = { ...occasionOf(told, now), met: told.met };
  refuseUnfit(drill, whole);
  refuseOccasion(whole, now);
  const seal = await sealOf(core, playbook, page, teller);
  const ended = outcome(drill, told.met);
  const record = await ofExercise(core, { id, drill, whole, seal, actor, now, ended });
  const { id: run, result } = await keepOnce(core, record, { told, idempotencyKey });
  const { times: _times, ...exercise } = result as Kept;
  const openedUntil = untilPlayed(exercise);
  const given = { actor };
  const at = exercise.startedAt;
  const followUps = await settleFollowUps(core, { id, run, page, drill, ended, at, given, openedUntil });
  return { ...exercise, followUps: core.deps.redactor.redact(followUps) };
}

/** Throws `stale_seal`, and `invalid_request` for the page of something else. */
async function sealOf(core: Core, playbook: Playbook, page: Page, teller: Teller): Promise<string> {
  if (teller.page !== undefined && teller.page.id !== page.id) {
    throw new PlaybookError('invalid_request', `The page "${teller.page.id}" is not that of this exercise.`, {
      hint: `Record it on ${page.address}`,
    });
  }
  return (await agreedSeal(core, playbook, teller)) ?? page.seal ?? '';
}

/** What is kept of an exercise. It has no times: nothing broke. */
type Kept = Omit<Exercise, 'followUps'> & { readonly times: object };

interface Recorded extends Pick<Talked, 'drill'> {
  readonly id: string;
  readonly whole: Whole;
  readonly seal: string;
  readonly actor: string;
  readonly now: Date;
  readonly ended: ReturnType<typeof outcome>;
}

async function ofExercise(core: Core, recorded: Recorded): Promise<RunRecord> {
  const { id, drill, whole, seal, actor, now, ended } = recorded;
  const { played, people } = whole;
  const startedAt = now.toISOString();
  const run = newRunId(core.deps.ports.clock);
  const request = { tabletop: true, played, people };
  const asked = { actor, environment: DRILL_ENVIRONMENT };
  const base = { id: run, kind: 'drill', subject: id, seal, startedAt, request } as const;
  const record = await begun(core, asked, base);
  const { commit, dirty } = record;
  const result: Kept = {
    ...{ run, drill: id, scenario: drill.scenario, status: ended.status, reason: ended.reason },
    criteria: drill.success.map((criterion, index) => ({ criterion, met: whole.met[index] === true })),
    ...{ played, people, actor, startedAt, provenance: { seal, commit, dirty }, times: {} },
  };
  const { status } = ended;
  return core.deps.redactor.redact({ ...record, state: 'finished', status, finishedAt: startedAt, result });
}

/** What was opened after the day on which it was played, or after it was told, is not its to close. */
const untilPlayed = ({ played, startedAt }: Pick<Kept, 'played' | 'startedAt'>): string => {
  const evening = `${played}T23:59:59.999Z`;
  return evening < startedAt ? evening : startedAt;
};

function outcome({ success }: Tabletop, met: readonly boolean[]) {
  const missed = success.filter((_, index) => met[index] !== true);
  if (missed.length === 0) return { status: 'pass', reason: undefined, part: undefined } as const;
  return { status: 'fail', reason: `Not met: ${missed.join(' ')}`, part: 'criteria' } as const;
}

const occasionOf = ({ played, people = '' }: Occasion, now: Date): Omit<Whole, 'met'> => ({
  played: played ?? dayOf(now.getTime()),
  people,
});

function refuse(message: string, hint: string): never {
  throw new PlaybookError('invalid_request', message, { hint });
}

function refuseUnfit({ success }: Tabletop, { met }: Whole): void {
  if (met.length === success.length) return;
  refuse(
    `${met.length} criteria were answered, and the exercise has ${success.length}.`,
    'Say of each one whether it was met, in the order of the page.',
  );
}

function refuseOccasion({ played, people }: Omit<Whole, 'met'>, now: Date): void {
  const [, latest] = todayAnywhere(now);
  if (!isDay(played) || played > latest) {
    refuse(`An exercise was not played on "${played}".`, 'Write a day that has been, as YYYY-MM-DD.');
  }
  if (people.length > LONGEST_PEOPLE) {
    refuse('So many people did not take part.', `Name them in ${LONGEST_PEOPLE} letters at most.`);
  }
}
