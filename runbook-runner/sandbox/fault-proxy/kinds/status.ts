// An error status is answered in the upstream's place.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration.ts';
import type { FaultKind } from './kind.ts';
import { say } from './shared/answers.ts';
import { scoped, scopeFields, where } from './shared/scope.ts';

const Status = z.strictObject({
  status: z.int().min(400).max(599).describe('Status that is answered instead.'),
  retryAfter: DurationText.optional().describe('Retry-After to send, in whole seconds; none when left out.'),
  ...scopeFields,
});
type Status = z.output<typeof Status>;

/** Code and title of the problem document; other statuses are told by their class. */
const SAID: Readonly<Record<number, readonly [code: string, title: string]>> = {
  401: ['unauthorized', 'Unauthorized'],
  403: ['forbidden', 'Forbidden'],
  404: ['not-found', 'Not found'],
  429: ['rate-limited', 'Too many requests'],
  500: ['internal-error', 'Internal server error'],
  502: ['bad-gateway', 'Bad gateway'],
  503: ['unavailable', 'Service unavailable'],
  504: ['gateway-timeout', 'Gateway timeout'],
};

const wait = ({ retryAfter }: Status): string =>
  retryAfter === undefined ? '' : ` with Retry-After ${Math.ceil(retryAfter.ms / 1_000)}`;

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
  describe: (options) => `Requests${where(options)} get ${options.status}${wait(options)}.`,
  begin: (options) => ({ concerns: scoped(options), exchange: () => refusal(options) }),
};

function refusal({ status, retryAfter }: Status) {
  const ofClass = status < 500 ? (['refused', 'Request refused'] as const) : (['failed', 'Failed'] as const);
  const [code, title] = SAID[status] ?? ofClass;
  const document = { type: `/problems/${code}`, title, status, detail: 'Try again later.', code };
  return say({
    status,
    type: 'application/problem+json',
    text: JSON.stringify(document),
    headers: retryAfter === undefined ? [] : ['retry-after', String(Math.ceil(retryAfter.ms / 1_000))],
  });
}
