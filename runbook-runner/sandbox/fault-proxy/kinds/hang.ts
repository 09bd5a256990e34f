// Nothing comes: the connection is open, and the other side is silent.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Hang = z
  .strictObject({
    at: z
      .enum(['handshake', 'answer'])
      .default('answer')
      .describe('Where the silence begins: after TCP connected, or after the request was read.'),
    ...scopeFields,
  })
  .refine(
    (hang) =>
      hang.at === 'answer' || Object.keys(scopeFields).every((key) => key === 'seed' || !(key in hang)),
    {
      error: 'before the handshake nothing is known of a request: a path or the like cannot be given',
      path: ['at'],
    },
  );

export const hangFault: FaultKind<z.output<typeof Hang>> = {
  kind: 'hang',
  title: 'Half-open connection',
  summary:
    'Accepts the connection and never answers: neither the TLS handshake, nor, later, the request. When the fault ends, what hangs is closed.',
  schema: Hang,
  standing: 'major_outage',
  example: `title: Lumenpay takes requests and never answers
kind: hang
target: lumenpay
path: /v1
expect: Each request under /v1 runs into its own deadline.
`,
  describe: ({ at, ...scope }) =>
    at === 'handshake'
      ? 'Connections are accepted, and the TLS handshake is never answered.'
      : `No answer comes to ${requests(scope)}; the connection stays open.`,
  begin: (options) =>
    options.at === 'handshake'
      ? { connection: { silent: true } }
      : { concerns: scoped(options), exchange: () => ({ do: 'hang' }) },
};
