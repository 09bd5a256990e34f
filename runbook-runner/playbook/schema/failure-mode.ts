// Front matter of a failure mode: what people see, and its signature: what a failing result must show to match.
import { z } from 'zod';
import { anyField, NOT_EMPTY } from '../../ports/editor-rules.ts';
import { Problem, ProblemClass } from '../../ports/result.ts';
import { Id, Severity, Statuses } from './primitives.ts';

/** The fields of a sign; shared by a matcher and by what it demands or excludes besides. */
const signFields = {
  assertion: z.string().optional().describe('Name of the failing assertion.'),
  code: z.array(z.string()).min(1).optional().describe('Codes of that assertion, any of them.'),
  where: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "Where that assertion failed, any of them: `$['items'][*]['amount']`. `[*]` stands for any position, a final `*` for any rest.",
    ),
  problem: z.array(ProblemClass).min(1).optional().describe('Classes of the transport problem, any of them.'),
  phase: z
    .array(Problem.shape.phase.unwrap())
    .min(1)
    .optional()
    .describe('Phases in which the transport problem came, any of them.'),
  status: Statuses.optional().describe(
    'HTTP statuses or their classes, e.g. `4xx`, of the response or of a token endpoint that granted nothing; any of them.',
  ),
  problemType: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('`type` of the problem document in the body (RFC 9457), any of them.'),
  header: z
    .record(z.string().regex(/^[a-z0-9-]+$/, 'a header name is written in lower case'), z.boolean())
    .refine((fields) => Object.keys(fields).length > 0, { error: 'name at least one header' })
    .meta(NOT_EMPTY)
    .optional()
    .describe('Header fields of the response by name in lower case: true when it is there, false when not.'),
};

const saysSomething = (sign: object) => Object.keys(signFields).some((name) => Reflect.has(sign, name));
const SILENT = { error: `needs at least one of ${Object.keys(signFields).join(', ')}` };

const Sign = z
  .strictObject(signFields)
  .refine(saysSomething, SILENT)
  .meta(NOT_EMPTY)
  .describe('Fields that must all hold.');
export type Sign = z.output<typeof Sign>;

/** What a failing result must show for a failure mode to match; every field given must hold. */
export const Matcher = z
  .strictObject({
    ...signFields,
    allOf: z.array(Sign).min(1).optional().describe('Further signs, all of which must be there too.'),
    noneOf: z
      .array(Sign)
      .min(1)
      .optional()
      .describe('Signs of a look-alike: with any of them, this is not the failure mode.'),
    reason: z.string().describe('Why this points to the failure mode, for the responder.'),
  })
  .refine((one) => saysSomething(one) || one.allOf !== undefined, SILENT)
  .meta(anyField([...Object.keys(signFields), 'allOf']))
  .describe('One way that the failure shows in a result.');
export type Matcher = z.output<typeof Matcher>;

export const FailureMode = z.strictObject({
  severity: Severity.describe('Usual severity.'),
  symptoms: z.array(z.string()).min(1).describe('What people and dashboards show first.'),
  causes: z.array(z.string()).min(1).describe('What is usually behind it.'),
  signature: z.array(Matcher).min(1).describe('How it shows in results; the best match counts.'),
  recognisedBy: z
    .array(Id)
    .min(1)
    .describe('Checks that turn red while it lasts, and whose results show it.'),
  staysGreen: z
    .array(Id)
    .default([])
    .describe(
      'Checks that pass while it lasts: a red one speaks against it. They tell it from its look-alikes.',
    ),
  scenarios: z.array(Id).default([]).describe('Runbooks to follow.'),
});
export type FailureMode = z.output<typeof FailureMode>;
