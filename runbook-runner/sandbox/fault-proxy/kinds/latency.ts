// Answers come late.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration.ts';
import type { FaultKind } from './kind.ts';
import { scoped, scopeFields, where } from './shared/scope.ts';

const Latency = z.strictObject({
  delay: DurationText.describe('How much later each answer comes.'),
  ...scopeFields,
});

export const latencyFault: FaultKind<z.output<typeof Latency>> = {
  kind: 'latency',
  title: 'Slow answers',
  summary: 'Holds each request back before the upstream sees it, so that right answers come late.',
  schema: Latency,
  standing: 'degraded_performance',
  example: `title: Every answer of Lumenpay takes 900 ms longer
kind: latency
target: lumenpay
delay: 900ms
expect: Answers are right but late.
`,
  describe: (options) => `Answers${where(options)} come ${options.delay.text} late.`,
  begin: (options, stage) => ({
    concerns: scoped(options),
    exchange: async () => {
      await stage.wait(options.delay.ms);
      return { do: 'pass' };
    },
  }),
};
