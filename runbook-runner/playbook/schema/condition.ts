// Conditions on the results of checks: what decisions look at, and what must hold before an action.
import { z } from 'zod';
import { DurationText, Id, Statuses } from './primitives.ts';

const On = <Kind extends string>(kind: Kind) => z.literal(kind).describe('What is looked at.');
const Looked = Id.describe('Check whose latest result is looked at.');
const Outcome = z.enum(['pass', 'fail', 'error']).describe('What it must be.');

/** A declared condition on the latest result of a check. Exactly one of its kinds. */
export const Condition = z.discriminatedUnion('on', [
  z.strictObject({ on: On('verdict'), check: Looked, is: Outcome }),
  z.strictObject({
    on: On('assertion'),
    check: Looked,
    assertion: z.string().describe('Name of an assertion that the check makes.'),
    is: Outcome,
  }),
  z.strictObject({
    on: On('status'),
    check: Looked,
    is: Statuses.describe(
      'Holds when the response had one of these statuses, or one of a class, e.g. `5xx`.',
    ),
  }),
  z.strictObject({
    on: On('latency'),
    check: Looked,
    percentile: z.enum(['p50', 'p95', 'p99']).describe('Percentile that is compared.'),
    above: DurationText.describe('Holds when the figure is above this.'),
  }),
  z.strictObject({
    on: On('error-rate'),
    check: Looked,
    above: z.number().min(0).max(1).describe('Holds when the share of failed samples is above this, 0 to 1.'),
  }),
]);
export type Condition = z.output<typeof Condition>;

/** What must hold before a change: a condition, or a check that must pass. */
export const Precondition = z
  .union([
    Id.transform((check): Condition => ({ on: 'verdict', check, is: 'pass' })).describe(
      'Check that must pass.',
    ),
    Condition,
  ])
  .describe('A check that must pass, or a condition on its result.');
