// What content can promise about the quota that an answer tells.
import { z } from 'zod';
import { anyField } from '../../ports/editor-rules.ts';

export const QuotaExpectation = z
  .strictObject({
    remaining: z.int().min(1).optional().describe('Fewest units that must be left.'),
    share: z.number().gt(0).max(1).optional().describe('Least share of the limit that must be left, 0 to 1.'),
    policy: z
      .string()
      .optional()
      .describe('The policy that is meant, by its name in the fields; all of them when left out.'),
  })
  .refine((one) => one.remaining !== undefined || one.share !== undefined, {
    error: 'quota needs at least one of remaining, share',
  })
  .meta(anyField(['remaining', 'share']))
  .describe('The headroom that must be left in the quota that an answer tells.');
export type QuotaExpectation = z.output<typeof QuotaExpectation>;
