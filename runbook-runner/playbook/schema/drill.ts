// Front matter of a drill: live-fire injects a fault in the sandbox, tabletop is talked through.
import { z } from 'zod';
import { NOT_EMPTY } from '../../ports/editor-rules.ts';
import { DurationText, Id } from './primitives.ts';

const Within = DurationText.describe('At the latest after this time.');

/** What a step can show in a walk; `undone` is what the drill itself does there. */
export const Seen = z
  .enum(['pass', 'fail', 'error', 'done', 'proceed', 'escalate', 'roll-back', 'undone'])
  .describe('How a check, an action or a decision must end; `undone` takes an earlier action back here.');
export type Seen = z.output<typeof Seen>;

export const WalkStep = z.strictObject({
  step: Id.describe('Step of the runbook.'),
  mended: z
    .boolean()
    .default(false)
    .describe(
      'The fault ends before this step, as when the vendor mends it; it is over for later steps too.',
    ),
  sees: z
    .record(Id, Seen)
    .refine((sees) => Object.keys(sees).length > 0, 'a step shows something, or its removal is not noticed')
    .meta(NOT_EMPTY)
    .describe('What each check, action and decision of the step must show under this fault, in their order.'),
});
export type WalkStep = z.output<typeof WalkStep>;

const Objectives = z.array(z.string()).min(1).describe('What the exercise shows.');
const Kind = <Name extends string>(kind: Name) =>
  z.literal(kind).describe('`live-fire` injects a fault, `tabletop` is talked through.');

const Debrief = z.array(z.string()).min(1).describe('Questions of the debrief form.');

const FollowUpWithin = DurationText.prefault('P14D').describe('When a follow-up of a failed drill is due.');

const QUESTIONS = [
  'What was seen first, by whom, and what made it late?',
  'Which step cost the most time, and why?',
  'What would have gone wrong at three in the morning?',
];

export const LiveFire = z.strictObject({
  kind: Kind('live-fire'),
  scenario: Id.describe('Runbook that is proven.'),
  fault: Id.describe('Fault that is injected in the sandbox.'),
  baseline: z.array(Id).min(1).describe('Checks that must be green before and after.'),
  detect: z
    .strictObject({ check: Id.describe('Check that must turn red.'), within: Within })
    .describe('How the failure must show.'),
  expect: z
    .strictObject({ failureMode: Id.describe('Failure mode that must rank first.') })
    .describe('What the failure must be recognised as.'),
  walk: z
    .array(WalkStep)
    .min(1)
    .describe('Every step of the runbook in its order, with what it must show: no step can go unnoticed.'),
  recover: z
    .strictObject({
      check: Id.describe('Check that must be green again while the fault still lasts.'),
      within: Within,
    })
    .describe('What the actions of the scenario must bring back.'),
  conserve: z
    .strictObject({ check: Id.describe('Check of counts and amounts.'), within: Within })
    .optional()
    .describe('Shows that nothing was lost or doubled: after the recovery, and at the end.'),
  objectives: Objectives,
  hints: z.array(z.string()).default([]).describe('For a person who takes the drill; each one costs points.'),
  debrief: Debrief.default(QUESTIONS),
  followUpWithin: FollowUpWithin,
});
export type LiveFire = z.output<typeof LiveFire>;

const Tabletop = z.strictObject({
  kind: Kind('tabletop'),
  scenario: Id.describe('Runbook that is exercised.'),
  takes: DurationText.describe('How long the exercise takes, without the debrief.'),
  objectives: Objectives,
  success: z.array(z.string()).min(1).describe('What must be true at the end for it to count as passed.'),
  roles: z
    .record(Id, Id)
    .refine((roles) => Object.keys(roles).length > 1, 'an exercise has at least two roles')
    .meta({ minProperties: 2 })
    .describe('Role to the team that plays it.'),
  injects: z
    .array(
      z.strictObject({
        at: DurationText.describe('How long after the start it is told.'),
        to: Id.describe('Role that hears it.'),
        tell: z.string().describe('What is told, word for word.'),
        expect: z.string().describe('What the participants should do or ask then; for the facilitator.'),
      }),
    )
    .min(2)
    .describe('What is told to the participants, by the clock.'),
  debrief: Debrief,
  followUpWithin: FollowUpWithin,
});
export type Tabletop = z.output<typeof Tabletop>;

export const Drill = z.discriminatedUnion('kind', [LiveFire, Tabletop]);
export type Drill = z.output<typeof Drill>;
