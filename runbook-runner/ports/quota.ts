// What an upstream said of the quota that is left, as results carry it.
import { z } from 'zod';

export const QuotaLimit = z.strictObject({
  field: z.string().describe('Header field that told it, in lower case.'),
  policy: z.string().optional().describe('Name of the policy, where there are several.'),
  unit: z.string().describe('What is counted: requests, content-bytes, tokens, …'),
  remaining: z.number().describe('Units that are left now.'),
  limit: z.number().optional().describe('Units of the whole window.'),
  share: z.number().optional().describe('Left of the limit, 0 to 1.'),
  resetsInMs: z.number().optional().describe('Milliseconds until the window ends, from `observedAt` on.'),
  windowMs: z.number().optional().describe('Length of the window.'),
});
export type QuotaLimit = z.output<typeof QuotaLimit>;

export const Quota = z.strictObject({
  observedAt: z.iso.datetime(),
  limits: z.array(QuotaLimit).describe('The tightest first.'),
  retryAfterMs: z.number().optional().describe('How long the upstream asked to be left alone.'),
});
export type Quota = z.output<typeof Quota>;

/** A quota with the run that saw it. */
export interface ObservedQuota {
  readonly run: string;
  readonly quota: Quota;
}
