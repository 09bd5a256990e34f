// Right bodies come under a wrong name.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { withoutFields } from './shared/answers.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const ContentType = z.strictObject({
  type: z
    .string()
    .regex(/^[\x21-\x7e][\x20-\x7e]*$/, 'a header value of visible ASCII')
    .default('text/html; charset=utf-8')
    .describe('Content-Type that is told instead of the right one.'),
  ...scopeFields,
});

export const contentTypeFault: FaultKind<z.output<typeof ContentType>> = {
  kind: 'content-type',
  title: 'Wrong content type',
  summary: 'Leaves status and body alone, and names another Content-Type.',
  schema: ContentType,
  standing: 'operational',
  example: `title: Lumenpay calls its JSON HTML
kind: content-type
target: lumenpay
path: /v1
expect: Bodies are right, and named text/html.
`,
  describe: ({ type, ...scope }) =>
    `Answers to ${requests(scope)} are named \`${type}\`; their bodies are right.`,
  begin: (options) => ({
    concerns: scoped(options),
    answer: (answer) => ({
      ...answer,
      headers: [...withoutFields(answer.headers, ['content-type']), 'content-type', options.type],
    }),
  }),
};
