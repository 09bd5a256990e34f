// JSON answers keep their status and change their shape.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { bytesOf, fieldOf, withBody } from './shared/answers.ts';
import { Changes, drift } from './shared/drift.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const SchemaDrift = z.strictObject({ changes: Changes, ...scopeFields });

const DONE = {
  retype: 'becomes a',
  remove: 'is missing',
  rename: 'is called',
  set: 'is',
} as const;

function words(change: z.output<typeof Changes>[number]): string {
  const to = 'to' in change ? ` ${change.to}` : '';
  const value = 'value' in change ? ` ${JSON.stringify(change.value)}` : '';
  return `\`${change.pointer}\` ${DONE[change.change]}${to}${value}`;
}

export const schemaDriftFault: FaultKind<z.output<typeof SchemaDrift>> = {
  kind: 'schema-drift',
  title: 'Changed shape of answers',
  summary:
    'Changes JSON answers by pointers (RFC 6901): a value removed, renamed, retyped or set, null and unknown words included. In a list, a pointer that does not lead into the envelope is applied to each item.',
  schema: SchemaDrift,
  // Of a drift the vendor knows nothing: it is the vendor's own doing.
  standing: 'operational',
  example: `title: Charges carry their amount as text
kind: schema-drift
target: lumenpay
path: /v1/charges
changes: [{ change: retype, pointer: /amount, to: string }]
expect: Answers are 200, but amount is text.
`,
  describe: ({ changes, ...scope }) =>
    `In JSON answers to ${requests(scope)}, ${changes.map(words).join(', ')}.`,
  begin: (options) => ({
    concerns: scoped(options),
    answer: async (answer, { method }) => {
      const type = fieldOf(answer.headers, 'content-type') ?? '';
      if (method === 'HEAD' || answer.status === 304 || !/\bjson\b/.test(type)) return answer;
      const body: unknown = JSON.parse(String(await bytesOf(answer)));
      return withBody(answer, Buffer.from(JSON.stringify(drift(body, options.changes))));
    },
  }),
};
