// Holds sampled latencies to percentile targets and to a cap on errors. Pure: it is handed the samples.
import { z } from 'zod';
import { DurationText } from '../../ports/duration.ts';
import type { AssertionResult, Latency } from '../../ports/result.ts';
import { percent, spoken } from '../../ports/spoken.ts';
import { broken, type Claim, kept } from './result.ts';

const PERCENTILES = { p50: 50, p95: 95, p99: 99 } as const;

export const LatencyExpectation = z
  .strictObject({
    p50: DurationText.optional().describe('Target of the median.'),
    p95: DurationText.optional().describe('Target of the 95th percentile.'),
    p99: DurationText.optional().describe('Target of the 99th percentile.'),
    errorRate: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Largest share of samples without a usable response, 0 to 1.'),
    samples: z.int().min(1).max(1000).default(20).describe('Requests to send.'),
    concurrency: z.int().min(1).max(16).default(4).describe('Requests in flight at once.'),
  })
  .refine((one) => [one.p50, one.p95, one.p99, one.errorRate].some((target) => target !== undefined), {
    error: 'latency needs at least one of p50, p95, p99, errorRate',
  })
  .describe('Targets of sampled latency, from the request written to the last byte.');
export type LatencyExpectation = z.output<typeof LatencyExpectation>;

/** Nearest rank: the smallest sample that at least `percent` % of all samples do not exceed; undefined of nothing. */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)];
}

/** Milliseconds of each sample in order, null where there was no usable response; undefined when none was usable. */
export function summarize(samples: readonly (number | null)[]): Latency | undefined {
  const usable = samples.filter((sample) => sample !== null);
  const sorted = [...usable].sort((a, b) => a - b);
  const [p50Ms, p95Ms, p99Ms] = [50, 95, 99].map((percent) => percentile(sorted, percent));
  if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined) return undefined;
  return { samples: usable, p50Ms, p95Ms, p99Ms, errorRate: errorRate(samples) };
}

export function errorRate(samples: readonly (number | null)[]): number {
  return samples.length === 0 ? 0 : samples.filter((sample) => sample === null).length / samples.length;
}

function evaluateTarget(
  name: keyof typeof PERCENTILES,
  target: { readonly text: string; readonly ms: number },
  latency: Latency | undefined,
): AssertionResult {
  const title = `${name} is at most ${target.text}`;
  const claim: Claim = { assertion: 'latency', title, expected: target.text, where: name };
  if (!latency) return broken(claim, null, 'no-samples', 'No sample had a usable response.');
  const measured = latency[`${name}Ms`];
  const actual = `${Math.round(measured * 10) / 10}ms`;
  if (measured <= target.ms) return kept(claim, actual);
  const detail = `${name} of ${latency.samples.length} samples is ${actual}, above ${target.text}.`;
  return broken(claim, actual, 'over-target', detail);
}

export function evaluateLatency(
  expected: LatencyExpectation,
  samples: readonly (number | null)[],
): AssertionResult[] {
  const latency = summarize(samples);
  const results: AssertionResult[] = [];
  for (const name of ['p50', 'p95', 'p99'] as const) {
    const target = expected[name];
    if (target) results.push(evaluateTarget(name, target, latency));
  }
  if (expected.errorRate !== undefined) {
    const rate = errorRate(samples);
    const title = `error rate is at most ${expected.errorRate}`;
    const claim: Claim = { assertion: 'latency', title, expected: expected.errorRate, where: 'errorRate' };
    const failed = samples.filter((sample) => sample === null).length;
    const detail = `${failed} of ${samples.length} samples had no usable response.`;
    results.push(rate <= expected.errorRate ? kept(claim, rate) : broken(claim, rate, 'error-rate', detail));
  }
  return results;
}

export function describeLatency(expected: LatencyExpectation): string[] {
  const { samples, errorRate: rate } = expected;
  const targets = (['p50', 'p95', 'p99'] as const).flatMap((name) => {
    const target = expected[name];
    return target ? [`${name} is at most ${spoken(target)} over ${samples} requests`] : [];
  });
  return rate === undefined ? targets : [...targets, `at most ${percent(rate)} of ${samples} requests fail`];
}
