// The healthy state of an integration: what it was when people wrote it down, what measures it, what may differ.
import { z } from 'zod';
import { CalendarDate, DurationText, Id } from './primitives.ts';

/** How far a figure may be from the recorded one. */
export const Allowed = z
  .strictObject({
    latencyTimes: z
      .number()
      .min(1)
      .default(3)
      .describe('A percentile may be this many times the recorded one, and `latencyPlus` on top.'),
    latencyPlus: DurationText.prefault('150ms').describe('Added, so that tiny figures may vary.'),
    errorRate: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('The error rate may be this much above the recorded one, 0 to 1.'),
    quotaUse: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe('The used share of the quota may be this much above the recorded one, 0 to 1.'),
  })
  .describe('What a figure may be above the recorded one; to be better is always allowed.');
export type Allowed = z.output<typeof Allowed>;

export const Baseline = z
  .strictObject({
    revision: z.string().describe('Configuration revision that was healthy.'),
    recorded: CalendarDate.describe('When it was recorded.'),
    latency: z.strictObject({ p50: DurationText, p95: DurationText }).describe('Healthy latency.'),
    errorRate: z.number().min(0).max(1).describe('Healthy share of errors, 0 to 1.'),
    quotaUse: z.number().min(0).max(1).optional().describe('Healthy share of the quota in use, 0 to 1.'),
    checks: z
      .array(Id)
      .default([])
      .describe('Checks that measure it, for `playbook baseline`: latency, errors, quota, configuration.'),
    configuration: z
      .strictObject({
        check: Id.describe(
          'Check whose answer is the configuration of the service that uses the API, as JSON.',
        ),
        revision: z.string().default('revision').describe('Member of the answer with the revision.'),
        settings: z.string().default('config').describe('Member of the answer with the settings.'),
      })
      .optional()
      .describe('Where the configuration in force is read; it is run with `checks`.'),
    allowed: Allowed.prefault({}),
  })
  .describe('The healthy state to compare with.');
export type Baseline = z.output<typeof Baseline>;
