// One part of the API is down: an endpoint, a region, a share of the requests.
import { z } from 'zod';
import { anyField } from '../../../ports/editor-rules.ts';
import type { FaultKind, Meeting } from './kind.ts';
import { refuse } from './shared/problem.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const HOW = ['unavailable', 'reset', 'silent'] as const;
type How = (typeof HOW)[number];

const PARTS = ['path', 'method', 'header', 'host', 'percent'] as const;

const PartialOutage = z
  .strictObject({
    how: z
      .enum(HOW)
      .default('unavailable')
      .describe('What requests to that part get: 503, a reset, or nothing.'),
    ...scopeFields,
  })
  .refine((outage) => PARTS.some((part) => outage[part] !== undefined), {
    error: `a partial outage says which part is down: ${PARTS.join(', ')}`,
    path: ['how'],
  })
  .meta(anyField(PARTS));

const WORDS: Readonly<Record<How, string>> = {
  unavailable: 'Status 503 is the answer to',
  reset: 'The connection is reset in place of the answer to',
  silent: 'No answer comes to',
};
const MEET: Readonly<Record<How, () => Meeting>> = {
  unavailable: () => refuse(503, 'This part of the service is down.'),
  reset: () => ({ do: 'reset' }),
  silent: () => ({ do: 'hang' }),
};

export const partialOutageFault: FaultKind<z.output<typeof PartialOutage>> = {
  kind: 'partial-outage',
  title: 'Partial outage',
  summary:
    'Takes one part of an API down, by path and method, by a header or host such as that of one region, or by share; the rest works.',
  schema: PartialOutage,
  standing: 'partial_outage',
  example: `title: Lumenpay's region eu-west is down
kind: partial-outage
target: lumenpay
header: { name: X-Region, equals: eu-west }
expect: Requests with X-Region eu-west get 503, all others are answered.
`,
  describe: ({ how, ...scope }) => `${WORDS[how]} ${requests(scope)}; the rest works.`,
  begin: (options) => ({ concerns: scoped(options), exchange: MEET[options.how] }),
};
