// When a check is tried again: what passes by may pass. A broken promise of the answer itself is never tried again.
import { z } from 'zod';
import { TimeLimit } from './primitives.ts';

/** Problems and statuses that may be gone a moment later. */
const PASSING = [
  ...(['timeout', 'reset', 'refused', 'unknown-host', 'name-server-failed', 'network-down'] as const),
  ...([408, 429, 500, 502, 503, 504] as const),
] as const;

export const Retries = z
  .strictObject({
    times: z.int().min(1).max(5).describe('Attempts after the first; each has the deadline for itself.'),
    on: z
      .array(z.literal(PASSING))
      .min(1)
      .describe(
        'Problem classes, and statuses that are not the promised one, after which it is tried again.',
      ),
    wait: TimeLimit.prefault('1s').describe(
      'Pause before each further attempt; the check keeps its place, so that its host is not asked more.',
    ),
  })
  .describe(
    'Tries the check again after what may pass by; each attempt is recorded. A changed promise, such as a contract, is never tried again.',
  );
export type Retries = z.output<typeof Retries>;
