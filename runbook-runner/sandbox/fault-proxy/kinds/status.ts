// An error status is answered in the upstream's place.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration-text.ts';
import type { FaultKind } from './kind.ts';
import { refuse } from './shared/problem.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Status = z.strictObject({
  status: z.int().min(400).max(599).describe('Status that is answered instead.'),
  retryAfter: DurationText.optional().describe('Retry-After to send, in whole seconds; none when left out.'),
  ...scopeFields,
});
type Status = z.output<typeof Status>;

const secondsOf = ({ retryAfter }: Status): string | undefined =>
  retryAfter && String(Math.ceil(retryAfter.ms / 1_000));

export const statusFault: FaultKind<Status> = {
  kind: 'status',
  title: 'Error status',
  summary: 'Answers with a status of 400 to 599 and a problem document; the upstream never sees the request.',
  schema: Status,
  standing: 'partial_outage',
  example: `title: Lumenpay answers every data request with 429
kind: status
target: lumenpay
path: /v1
status: 429
retryAfter: 1s
expect: Requests under /v1 get 429 with Retry-After 1.
`,
  describe(options) {
    const seconds = secondsOf(options);
    const wait = seconds === undefined ? '' : `, Retry-After ${seconds}`;
    return `Status ${options.status}${wait} is the answer to ${requests(options)}.`;
  },
  begin(options) {
    const seconds = secondsOf(options);
    const headers = seconds === undefined ? [] : ['retry-after', seconds];
    return {
      concerns: scoped(options),
      exchange: () => refuse(options.status, 'Try again later.', headers),
    };
  },
};
