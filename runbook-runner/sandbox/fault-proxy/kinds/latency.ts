// Answers come late: always by as much, around a value, or more and more.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration-text.ts';
import type { FaultKind } from './kind.ts';
import { seededRandom } from './shared/random.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Latency = z.strictObject({
  delay: DurationText.describe('How much later an answer comes.'),
  jitter: DurationText.optional().describe(
    'How far the delay strays from that, to either side, by the seed.',
  ),
  ramp: DurationText.optional().describe('How long the delay takes to grow from nothing to its full size.'),
  ...scopeFields,
});
type Latency = z.output<typeof Latency>;

/** The delay of the next exchange, in milliseconds. */
function delays({ delay, jitter, ramp, seed }: Latency): (elapsedMs: number) => number {
  const random = seededRandom(seed);
  return (elapsedMs) => {
    const grown = ramp === undefined ? 1 : Math.min(1, elapsedMs / ramp.ms);
    const strayed = (jitter?.ms ?? 0) * (2 * random() - 1);
    return Math.max(0, delay.ms * grown + strayed);
  };
}

export const latencyFault: FaultKind<Latency> = {
  kind: 'latency',
  title: 'Slow answers',
  summary:
    'Holds requests back before the upstream sees them, so that right answers come late: by a fixed time, with jitter, or growing over a ramp.',
  schema: Latency,
  standing: 'degraded_performance',
  example: `title: Lumenpay gets slower, up to 900 ms
kind: latency
target: lumenpay
delay: 900ms
jitter: 100ms
ramp: 2m
expect: Answers are right, and later from minute to minute.
`,
  describe({ delay, jitter, ramp, ...scope }) {
    const stray = jitter === undefined ? '' : ` ± ${jitter.text}`;
    const growth = ramp === undefined ? '' : `, reached after ${ramp.text}`;
    return `Answers to ${requests(scope)} come ${delay.text}${stray} late${growth}.`;
  },
  begin(options, stage) {
    const next = delays(options);
    return {
      concerns: scoped(options),
      exchange: async () => {
        await stage.wait(next(stage.elapsedMs()));
        return { do: 'pass' };
      },
    };
  },
};
