// What a request may hold: ids, typed values and a seal; never an address, a header, a script or a threshold.

import { z } from 'zod';
import { LONGEST_REASON } from '../../core/production.ts';
import {
  LONGEST_ANSWER,
  LONGEST_PEOPLE,
  LONGEST_TASK,
  MOST_ANSWERS,
  MOST_TASKS,
} from '../../ports/debrief.ts';

/** Ids of the playbook as a request spells them; the core says whether they exist. */
const Name = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
  .max(80);

export const RunId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, hyphens')
  .max(80)
  .describe('Id of a run.');

export const PairingId = z.strictObject({ id: z.uuid().describe('Id of the pairing request.') });

const page = z
  .string()
  .regex(/^(?:[a-z0-9-]+(?:\/[a-z0-9-]+)*)?$/, 'path of the page without slashes at its ends')
  .max(200)
  .describe('Page that the request comes from: `scenarios/inconsistent-schema`.');

const seal = z
  .string()
  .regex(/^sha256-[A-Za-z0-9_-]{43}$/, 'sha256- and 43 base64url characters')
  .describe('Seal that the page was built with.');

/** What every order on a page may carry; a page and its seal come together or not at all. */
const asked = {
  environment: Name.describe('Environment of the integration, e.g. `sandbox`.'),
  page: page.optional(),
  seal: seal.optional(),
  parameters: z
    .record(Name, z.union([z.string().max(500), z.number(), z.boolean()]))
    .default({})
    .describe('Values of the declared slots.'),
  parent: RunId.optional().describe('Scenario run that this belongs to.'),
  step: Name.optional().describe('Step of the scenario.'),
};

const together = (body: { page?: string | undefined; seal?: string | undefined }) =>
  (body.page === undefined) === (body.seal === undefined);
const TOGETHER = { error: 'a page and its seal are sent together', path: ['seal'] };

export const CheckRequest = z
  .strictObject({
    ...asked,
    asItIsNow: z
      .boolean()
      .default(false)
      .describe('Runs the check as it is now although the page is older: the second, explicit click.'),
    force: z
      .boolean()
      .default(false)
      .describe('Runs the check although it may send more requests than its quota has left.'),
  })
  .refine(together, TOGETHER);
export type CheckAsk = z.input<typeof CheckRequest>;

/** A person's word for a change; production asks for both. */
const consent = {
  confirm: z.string().max(80).optional().describe('Name of the environment, typed by the person.'),
  reason: z.string().max(LONGEST_REASON).optional().describe('Why the change is made; recorded.'),
};

export const ActionRequest = z
  .strictObject({
    ...asked,
    dryRun: z.boolean().describe('Shows the exact change and makes none.'),
    planned: RunId.optional().describe(
      'Run of the dry run that was confirmed; nothing is done unless that is what would be done now.',
    ),
    ...consent,
  })
  .refine(together, TOGETHER);
export type ActionAsk = z.input<typeof ActionRequest>;

const { environment, parent } = asked;

export const UndoRequest = z
  .strictObject({ page: page.optional(), seal: seal.optional(), parent, ...consent })
  .refine(together, TOGETHER);
export type UndoAsk = z.input<typeof UndoRequest>;

export const ScenarioRequest = z
  .strictObject({ environment, page: page.optional(), seal: seal.optional() })
  .refine(together, TOGETHER);
/** A drill runs in the sandbox, and nowhere else. */
export const DrillRequest = z
  .strictObject({ page: page.optional(), seal: seal.optional() })
  .refine(together, TOGETHER);

/** A drill that was talked through. */
export const ExerciseRequest = z
  .strictObject({
    page: page.optional(),
    seal: seal.optional(),
    met: z.array(z.boolean()).max(MOST_ANSWERS).describe('Whether each criterion was met, in their order.'),
    played: z.iso.date().optional().describe('When it was played, YYYY-MM-DD; today when left out.'),
    people: z.string().max(LONGEST_PEOPLE).optional().describe('Who took part.'),
  })
  .refine(together, TOGETHER);

export type ScenarioAsk = z.input<typeof ScenarioRequest>;

export const DecisionRequest = z
  .strictObject({ environment, page: page.optional(), seal: seal.optional(), parent, step: asked.step })
  .refine(together, TOGETHER);
export type DecisionAsk = z.input<typeof DecisionRequest>;

const base64url256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, '43 base64url characters');

export const PairingRequest = z.strictObject({
  challenge: base64url256.describe('SHA-256 of the verifier, base64url.'),
  label: z
    .string()
    .regex(/^[\p{L}\p{N} .,'@+()-]{1,60}$/u, 'at most 60 letters, digits and simple punctuation')
    .optional()
    .describe('Name of the person; the records add who confirmed it. The Git identity alone when left out.'),
});

export const ClaimRequest = z.strictObject({
  verifier: base64url256.describe('The secret behind the challenge: 32 random bytes, base64url.'),
});

export const RedeemRequest = z.strictObject({
  code: base64url256.describe('Code from the address fragment `#pair=…`.'),
});

export const ConfirmRequest = z.strictObject({
  actor: z.string().min(1).max(120).optional().describe('Name for the records, when not the one asked for.'),
});

export const FaultRequest = z.strictObject({ fault: Name.describe('Id of a declared fault.') });

export const ClearRequest = z.strictObject({
  fault: Name.optional().describe('Id of the fault that ends; every one when left out.'),
});

export const DebriefRequest = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        question: z.string().max(LONGEST_ANSWER).describe('As the form asks.'),
        answer: z.string().max(LONGEST_ANSWER).describe('May be empty, which takes an earlier one back.'),
      }),
    )
    .max(MOST_ANSWERS)
    .optional()
    .describe('By their questions, in any order. What is left out stays as it was.'),
  followUps: z
    .array(
      z.strictObject({
        title: z.string().min(1).max(LONGEST_TASK).describe('What is to be done.'),
        owner: z.string().min(1).max(80).describe('Id of a team, or who of its rota.'),
        due: z.iso.date().describe('YYYY-MM-DD, within a year.'),
      }),
    )
    .max(MOST_TASKS)
    .default([])
    .describe('Follow-ups that the answers ask for.'),
});

export const RunsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Newest first.'),
  fingerprint: z.string().min(1).max(8000).optional().describe('Only runs that failed so.'),
  failureMode: Name.optional().describe('Only runs that were recognised as this failure mode.'),
});

export { Name };
