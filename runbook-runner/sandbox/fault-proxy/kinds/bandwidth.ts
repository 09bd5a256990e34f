// Bodies come through a narrow pipe.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { paced } from './shared/pace.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Bandwidth = z.strictObject({
  bytesPerSecond: z.int().min(20).describe('How many bytes of each body come in a second.'),
  ...scopeFields,
});

/** Pieces are as small as the clock allows, so that the rate is smooth. */
const TICK_MS = 50;

export const bandwidthFault: FaultKind<z.output<typeof Bandwidth>> = {
  kind: 'bandwidth',
  title: 'Narrow bandwidth',
  summary: 'Lets bodies of answers through at a given rate; status and headers come at once.',
  schema: Bandwidth,
  standing: 'degraded_performance',
  example: `title: Lumenpay answers at 200 bytes a second
kind: bandwidth
target: lumenpay
path: /v1
bytesPerSecond: 200
expect: Headers come at once, bodies take a second or more.
`,
  describe: ({ bytesPerSecond, ...scope }) =>
    `Bodies of answers to ${requests(scope)} come at ${bytesPerSecond} bytes a second.`,
  begin: (options, stage) => ({
    concerns: scoped(options),
    answer: (answer) => paced(answer, stage, Math.ceil((options.bytesPerSecond * TICK_MS) / 1_000), TICK_MS),
  }),
};
