// YAML definitions that only the runner reads: checks, actions, faults. Kinds add their own fields.
import { z } from 'zod';
import { Precondition } from './condition.ts';
import { DurationText, Id, Parameters, TimeLimit } from './primitives.ts';
import { Retries } from './retries.ts';

const Line = z.string().regex(/\S/, 'it says nothing');

/** Fields of every check; the kind's own schema supplies the rest. */
export const CheckBase = z.strictObject({
  title: Line.describe('The promise in a line: "Charges match the agreed contract".'),
  description: z.string().optional().describe('Why it matters and what a red result means.'),
  integration: Id.describe('Integration that is probed.'),
  origin: Id.optional().describe(
    'Further address of the environment that is probed instead of its own, by its name under `origins`.',
  ),
  kind: z.string().describe('How it is probed.'),
  parameters: Parameters.default({}),
  tags: z.array(Id).default([]).describe('For selection.'),
  cost: z
    .int()
    .min(1)
    .default(1)
    .describe(
      'Upstream requests of one run; samples, steps and scrapes that it declares count in any case, requests for tokens only here.',
    ),
  deadline: TimeLimit.prefault('10s').describe(
    'When the check gives up as a whole; one attempt of it with `retries`.',
  ),
  priority: z
    .enum(['high', 'normal', 'low'])
    .default('normal')
    .describe('Who goes first where many wait; among equals the criticality of the integration decides.'),
  retries: Retries.optional(),
});
export type CheckBase = z.output<typeof CheckBase>;

/** Fields of every action; `do` and `undo` hold an operation of the kind. */
export const ActionBase = z.strictObject({
  title: Line.describe('What it does: "Serve cached charges".'),
  description: Line.describe('What changes, for whom, and what it costs.'),
  integration: Id.describe('Integration that is changed.'),
  kind: z.string().describe('How it is changed.'),
  parameters: Parameters.default({}),
  irreversible: z
    .boolean()
    .default(false)
    .describe('True when there is no way back; `undo` is then left out.'),
  preconditions: z
    .array(Precondition)
    .default([])
    .describe('What must hold before it, looked at by running the checks; otherwise it is not done.'),
  verify: z.array(Id).default([]).describe('Checks that must pass after it.'),
  unattended: z
    .enum(['never', 'sandbox', 'allowed'])
    .default('never')
    .describe(
      'Whether a drill, an automation or `run --yes` may do it without a person: nowhere, in the sandbox alone, or everywhere.',
    ),
  expires: DurationText.optional().describe(
    'Until when a temporary change holds; then it is undone by itself.',
  ),
  deadline: TimeLimit.prefault('10s').describe('When the action gives up.'),
});
export type ActionBase = z.output<typeof ActionBase>;

/** Fields of every fault; the kind's own schema supplies the rest. */
export const FaultBase = z.strictObject({
  title: Line.describe('What the fault does, as a tester sees it.'),
  kind: z.string().describe('What is done to the traffic.'),
  target: Id.describe('Server of the sandbox that is disturbed; nothing else can be.'),
  duration: DurationText.refine(({ ms }) => ms >= 1, 'a fault lasts a millisecond at least')
    .prefault('10m')
    .describe('When it ends by itself; an hour at most.'),
  longerThanAnHour: z
    .string()
    .optional()
    .describe('Why it has to last longer than an hour; then a day is the most.'),
  expect: Line.describe('What to expect in the consumer and in the checks.'),
});
export type FaultBase = z.output<typeof FaultBase>;
