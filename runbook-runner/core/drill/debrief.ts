// The debrief of a drill: what its people answered, kept beside the run that they talk of.
import { PlaybookError } from '../../errors/index.ts';
import { LONGEST_ANSWER } from '../../ports/debrief.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import { begun } from '../record.ts';
import { DRILL_ENVIRONMENT } from './tools.ts';

export interface Debrief {
  /** Of the drill. */
  readonly run: string;
  readonly drill: string;
  /** Who wrote it down, and when. */
  readonly actor: string;
  readonly at: string;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
}

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

/** The questions of the form, as the drill declares them now. Throws `unknown_run` and `parent_refused`. */
export async function debriefQuestions(core: Core, run: string): Promise<readonly string[]> {
  return questionsOf(core, await drillRun(core, run));
}

async function questionsOf(core: Core, { subject }: RunRecord): Promise<readonly string[]> {
  return find('drill', (await core.playbook()).drills, subject).drill.debrief;
}

/** Keeps one answer a question, in their order; what was kept before stays. Throws `invalid_request` too. */
export async function keepDebrief(
  core: Core,
  run: string,
  answers: readonly string[],
  actor: string,
): Promise<Debrief> {
  const drilled = await drillRun(core, run);
  const questions = await questionsOf(core, drilled);
  if (answers.length !== questions.length || answers.some((one) => one.length > LONGEST_ANSWER)) {
    throw new PlaybookError('invalid_request', 'These answers do not fit the form.', {
      hint: `It has ${questions.length} questions; an answer has ${LONGEST_ANSWER} letters at most, and may be empty.`,
    });
  }
  const { subject, seal } = drilled;
  const { clock } = core.deps.ports;
  const at = clock.now().toISOString();
  const asked = { actor, environment: DRILL_ENVIRONMENT, parent: run };
  const base = { id: newRunId(clock), kind: 'debrief', subject, seal, startedAt: at } as const;
  const result = core.deps.redactor.redact({
    answers: questions.map((question, index) => ({ question, answer: answers[index] ?? '' })),
  });
  const record: RunRecord = {
    ...(await begun(core, asked, base)),
    ...{ state: 'finished', status: 'done', finishedAt: at, result },
  };
  await (await core.store()).append(record);
  return debriefIn(record);
}

const debriefIn = ({ parent, subject, actor, startedAt, result }: RunRecord): Debrief => ({
  ...{ run: parent ?? '', drill: subject, actor, at: startedAt },
  answers: (result as Pick<Debrief, 'answers'>).answers,
});

/** The newest of each run, the latest first. Throws `unknown_drill`. */
export async function debriefs(core: Core, drill: string): Promise<readonly Debrief[]> {
  find('drill', (await core.playbook()).drills, drill);
  const records = await (await core.store()).list({ kind: 'debrief', subject: drill, limit: MOST });
  const newest = new Map<string, Debrief>();
  for (const record of records) newest.getOrInsert(record.parent ?? '', debriefIn(record));
  return [...newest.values()];
}
