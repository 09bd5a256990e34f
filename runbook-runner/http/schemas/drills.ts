// What the routes of drills answer.
import { z } from 'zod';
import type { FollowUp } from '../../ports/follow-up.ts';

const Ms = z.number().optional().describe('Milliseconds after the fault; absent until it is reached.');

const Points = z.strictObject({
  what: z.string().describe('What the points are for.'),
  points: z.number().describe('How many; below zero for hints.'),
});

export const AttemptValue = z.strictObject({
  run: z.string().describe('Id of the run.'),
  drill: z.string().describe('Id of the drill.'),
  actor: z.string().describe('Who takes it.'),
  startedAt: z.string().optional().describe('When the fault was on; absent when it never was.'),
  state: z.enum(['running', 'ended']).describe('Whether the clock runs.'),
  marks: z
    .strictObject({ detected: Ms, recognised: Ms, mitigated: Ms, recovered: Ms, inTime: z.boolean() })
    .describe('What was reached, and when.'),
  hints: z.array(z.string()).readonly().describe('Those that were asked for.'),
  hintsLeft: z.int().describe('How many are left.'),
  scored: z
    .strictObject({
      status: z.enum(['pass', 'fail']).describe('Whether the runbook was brought to recovery.'),
      points: z.number().describe('0 to 100.'),
      lines: z.array(Points).readonly().describe('How they come about.'),
    })
    .optional()
    .describe('There when it ended.'),
});

export const DebriefValue = z.strictObject({
  run: z.string().describe('Run of the drill.'),
  drill: z.string().describe('Id of the drill.'),
  actor: z.string().describe('Who wrote it down.'),
  at: z.string().describe('When it was kept.'),
  answers: z
    .array(
      z.strictObject({
        question: z.string().describe('As the form asked.'),
        answer: z.string().describe('Without secrets; may be empty.'),
      }),
    )
    .readonly()
    .describe('In the order of the form.'),
});

const FollowUpValue = z.strictObject({
  id: z.string().describe('Id of the follow-up.'),
  kind: z.string().describe('What was found wanting.'),
  title: z.string().describe('What is to be done, or what went wrong.'),
  owner: z.string().describe('Team that owns it, or who of its rota.'),
  due: z.string().describe('YYYY-MM-DD.'),
  status: z.enum(['open', 'done']).describe('A passing run of the drill closes it.'),
});

export const followUpValue = ({ id, kind, title, owner, due, status }: FollowUp) => ({
  ...{ id, kind, title, owner, due, status },
});

export const KeptValue = DebriefValue.extend({
  followUps: z.array(FollowUpValue).readonly().describe('Those that it opened, or that were open already.'),
});

export const ExerciseValue = z.strictObject({
  run: z.string().describe('Id of the run.'),
  drill: z.string().describe('Id of the drill.'),
  status: z.enum(['pass', 'fail']).describe('It passed when every criterion was met.'),
  reason: z.string().optional().describe('What was not met.'),
  played: z.string().describe('YYYY-MM-DD.'),
  people: z.string().describe('Who took part.'),
  actor: z.string().describe('Who recorded it.'),
  followUps: z.array(FollowUpValue).readonly().describe('What it left to do, or what it closed.'),
});

/** What a drill left behind, on its page. */
export const LeftValue = z.strictObject({
  debriefs: z.array(DebriefValue).readonly().describe('The newest of each run, the latest first.'),
  followUps: z.array(FollowUpValue).readonly().describe('Open ones, the first due first.'),
});

const Times = z.strictObject({ detectMs: Ms, mitigateMs: Ms, recoverMs: Ms });

export const TrendValue = z.strictObject({
  points: z.array(
    z.strictObject({
      run: z.string().describe('Id of the run.'),
      status: z.enum(['pass', 'fail', 'error']).describe('How it ended.'),
      times: Times.describe('Its three times.'),
      actor: z.string().describe('Who ran it.'),
      startedAt: z.string().describe('When it began.'),
      commit: z.string().describe('Commit of the tree.'),
    }),
  ),
});
