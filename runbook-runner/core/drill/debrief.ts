// The debrief of a drill: what its people answered, kept beside the run that they talk of, and what they want done.
import { PlaybookError } from '../../errors/index.ts';
import { LONGEST_ANSWER } from '../../ports/debrief.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked } from '../orders.ts';
import { begun } from '../record.ts';
import { openTasks, refuseTasks, type Task } from './tasks.ts';
import { keepOnce, wasSent } from './told-once.ts';
import { DRILL_ENVIRONMENT } from './tools.ts';

/** Named by its question: the form may ask in another order since a page was built. */
interface Named {
  readonly question: string;
  readonly answer: string;
}

export interface Debrief {
  /** Of the drill. */
  readonly run: string;
  readonly drill: string;
  /** Who wrote it down, and when. */
  readonly actor: string;
  readonly at: string;
  readonly answers: readonly Named[];
}

/** What its people say. */
export interface Answered {
  /** An empty one takes back what was answered; a question that is not named stays as it was. */
  readonly answers?: readonly Named[] | undefined;
  readonly followUps?: readonly Task[] | undefined;
}

export interface Kept extends Debrief {
  /** Those that it opened, or that were open already. */
  readonly followUps: readonly FollowUp[];
}

/** Runs whose debriefs are told. */
const MOST = 50;

async function drillRun(core: Core, run: string): Promise<RunRecord> {
  const record = await (await core.store()).get(run);
  if (record?.kind !== 'drill') throw new PlaybookError('unknown_run', `No drill has the run "${run}".`);
  if (record.state === 'running') {
    throw new PlaybookError('parent_refused', `The drill of run ${run} has not ended.`, {
      hint: 'Finish it first: a debrief looks back.',
    });
  }
  return record;
}

/**
 * The questions of the form, as the drill declares them now. Throws `unknown_run` and `parent_refused`; and what
 * `keepDebrief` would say to these follow-ups, before anybody has answered.
 */
export async function debriefQuestions(
  core: Core,
  run: string,
  followUps: readonly Task[] = [],
): Promise<readonly string[]> {
  const drilled = await drillRun(core, run);
  refuseTasks(await core.playbook(), followUps, core.deps.ports.clock.now());
  return questionsOf(core, drilled);
}

async function questionsOf(core: Core, { subject }: RunRecord): Promise<readonly string[]> {
  return find('drill', (await core.playbook()).drills, subject).drill.debrief;
}

/**
 * Keeps the answers, and opens the follow-ups; what was kept before stays. Throws `invalid_request` too, and
 * `idempotency_mismatch` for a key of other words.
 */
export async function keepDebrief(
  core: Core,
  run: string,
  answered: Answered,
  { actor, idempotencyKey }: Pick<Asked, 'actor' | 'idempotencyKey'>,
): Promise<Kept> {
  const drilled = await drillRun(core, run);
  const questions = await questionsOf(core, drilled);
  const { answers = [], followUps = [] } = answered;
  const { clock } = core.deps.ports;
  if (!(await wasSent(core, idempotencyKey))) {
    refuseUnfit(questions, answers, followUps);
    refuseTasks(await core.playbook(), followUps, clock.now());
  }
  const before = await answersBefore(core, run);
  const { subject, seal } = drilled;
  const at = clock.now().toISOString();
  const asked = { actor, environment: DRILL_ENVIRONMENT, parent: run };
  const base = { id: newRunId(clock), kind: 'debrief', subject, seal, startedAt: at } as const;
  const told = questions.map((question) => ({ question, answer: answerTo(question, answers, before) }));
  // What was said to a question that the form no longer asks was said all the same.
  const older = before.filter(({ question, answer }) => answer !== '' && !questions.includes(question));
  const result = core.deps.redactor.redact({ answers: [...told, ...older] });
  const record: RunRecord = {
    ...(await begun(core, asked, base)),
    ...{ state: 'finished', status: 'done', finishedAt: at, result },
  };
  const kept = await keepOnce(core, record, { told: answered, idempotencyKey });
  const opened = await openTasks(core, drilled, followUps, { actor, at: kept.startedAt });
  return { ...debriefIn(kept), followUps: opened };
}

function refuse(message: string, hint: string): never {
  throw new PlaybookError('invalid_request', message, { hint });
}

function refuseUnfit(
  questions: readonly string[],
  answers: readonly Named[],
  followUps: readonly Task[],
): void {
  if (answers.length + followUps.length === 0)
    refuse('Nothing was answered.', 'Answer a question of the form.');
  const asked = answers.map(({ question }) => question);
  const foreign = asked.find((question) => !questions.includes(question));
  if (foreign !== undefined) {
    const asks = `It asks: ${questions.join(' ')}`;
    refuse(`The form does not ask "${foreign}".`, `Copy what you wrote, then load the page anew. ${asks}`);
  }
  if (new Set(asked).size < asked.length) refuse('A question was answered twice.', 'Answer each once.');
  if (answers.some(({ answer }) => answer.length > LONGEST_ANSWER)) {
    refuse('An answer is too long.', `It has ${LONGEST_ANSWER} letters at most, and may be empty.`);
  }
}

function answerTo(question: string, ...told: readonly (readonly Named[])[]): string {
  return told.flat().find((one) => one.question === question)?.answer ?? '';
}

/** What was answered last. */
async function answersBefore(core: Core, run: string): Promise<readonly Named[]> {
  const newest = { kind: 'debrief', parent: run, limit: 1 } as const;
  const [before] = await (await core.store()).list(newest);
  return before === undefined ? [] : debriefIn(before).answers;
}

const debriefIn = ({ parent, subject, actor, startedAt, result }: RunRecord): Debrief => ({
  ...{ run: parent ?? '', drill: subject, actor, at: startedAt },
  answers: (result as Pick<Debrief, 'answers'>).answers,
});

/** The newest of each run, the latest first. Throws `unknown_drill`. */
export async function debriefs(core: Core, drill: string): Promise<readonly Debrief[]> {
  find('drill', (await core.playbook()).drills, drill);
  const store = await core.store();
  const newest = { kind: 'debrief', subject: drill, newestInParent: true, limit: MOST } as const;
  return (await store.list(newest)).map(debriefIn);
}
