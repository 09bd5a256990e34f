// A share of the requests fails, the rest is answered as ever.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { refuse } from './shared/problem.ts';
import { percent, requests, scoped, scopeFields } from './shared/scope.ts';

const ErrorRate = z.strictObject({
  ...scopeFields,
  percent: percent.describe('How many of a hundred requests fail, drawn by the seed.'),
  status: z.int().min(400).max(599).default(500).describe('Status that they get.'),
});

export const errorRateFault: FaultKind<z.output<typeof ErrorRate>> = {
  kind: 'error-rate',
  title: 'Error rate',
  summary:
    'Fails a share of the requests with a status; which ones, the seed decides, the same at every run.',
  schema: ErrorRate,
  standing: 'partial_outage',
  example: `title: A third of Lumenpay's answers are 500
kind: error-rate
target: lumenpay
path: /v1
percent: 33
expect: Two of three requests are answered as ever.
`,
  describe: (options) => `Status ${options.status} is the answer to ${requests(options)}.`,
  begin: (options) => ({
    concerns: scoped(options),
    exchange: () => refuse(options.status, 'This one failed; the next may not.'),
  }),
};
