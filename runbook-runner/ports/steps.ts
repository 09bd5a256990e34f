// How each step of a sequence went; its assertions stand among those of the check, with its name.
import { z } from 'zod';
import { Exchange, Phases } from './exchange.ts';

export const StepOutcome = z
  .strictObject({
    name: z.string(),
    outcome: z.enum(['pass', 'fail', 'error', 'skipped']),
    cleanup: z.boolean().describe('Whether it ran to leave nothing behind.'),
    reason: z.string().optional().describe('Why it was skipped.'),
    startedAt: z.iso.datetime().optional().describe('When it began; there when something was sent.'),
    phases: Phases.optional(),
    exchange: Exchange.optional(),
  })
  .describe('How one step of a sequence went.');
export type StepOutcome = z.output<typeof StepOutcome>;
