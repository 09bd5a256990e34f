// Bodies end too early.
import { z } from 'zod';
import type { Answer, FaultKind } from './kind.ts';
import { bytesOf, Cut } from './shared/answers.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const TruncatedBody = z.strictObject({
  keep: z.int().min(0).default(16).describe('How many bytes still come; at most all but the last.'),
  ...scopeFields,
});

async function* head(answer: Answer, keep: number): AsyncGenerator<Uint8Array> {
  const bytes = await bytesOf(answer);
  yield bytes.subarray(0, Math.min(keep, bytes.byteLength - 1));
  throw new Cut('The body ends here.');
}

export const truncatedBodyFault: FaultKind<z.output<typeof TruncatedBody>> = {
  kind: 'truncated-body',
  title: 'Truncated body',
  summary: 'Closes the connection in the middle of the body; the headers promise the whole of it.',
  schema: TruncatedBody,
  standing: 'partial_outage',
  example: `title: Lumenpay's answers end in the middle
kind: truncated-body
target: lumenpay
path: /v1
keep: 20
expect: Status 200, then 20 bytes, then the connection is closed.
`,
  describe: ({ keep, ...scope }) =>
    `Answers to ${requests(scope)} end after ${keep} bytes of their body, and the connection is closed.`,
  begin: (options) => ({
    concerns: scoped(options),
    answer: (answer) => ({ ...answer, body: head(answer, options.keep) }),
  }),
};
