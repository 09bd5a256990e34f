// Bodies drip.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration-text.ts';
import type { FaultKind } from './kind.ts';
import { paced } from './shared/pace.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const SlowBody = z.strictObject({
  bytes: z.int().min(1).default(1).describe('Size of a piece.'),
  every: DurationText.describe('Pause after each piece.'),
  ...scopeFields,
});

export const slowBodyFault: FaultKind<z.output<typeof SlowBody>> = {
  kind: 'slow-body',
  title: 'Dripping body',
  summary: 'Sends status and headers at once, then the body in small pieces with a pause after each.',
  schema: SlowBody,
  standing: 'degraded_performance',
  example: `title: Lumenpay drips its answers, a byte every 100 ms
kind: slow-body
target: lumenpay
path: /v1
every: 100ms
expect: The first byte is in time, the last is not.
`,
  describe: ({ bytes, every, ...scope }) =>
    `Bodies of answers to ${requests(scope)} come ${bytes === 1 ? 'a byte' : `${bytes} bytes`} every ${every.text}.`,
  begin: (options, stage) => ({
    concerns: scoped(options),
    answer: (answer) => paced(answer, stage, options.bytes, options.every.ms),
  }),
};
