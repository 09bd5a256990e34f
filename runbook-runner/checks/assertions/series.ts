// Picks series of a metric by their labels and makes one value of them, as Prometheus would.
import { z } from 'zod';
import { type Sample, seriesKey } from './exposition.ts';
import { matchesWhole } from './pattern.ts';
import { PatternText } from './pattern-text.ts';

const Matcher = z
  .union([
    z.string(),
    z.strictObject({ matches: PatternText }),
    z.strictObject({ not: z.string().describe('Value that the label must not have.') }),
  ])
  .describe(
    'The value, or { matches } for the whole value, or { not }; a label that is absent has the value "".',
  );

export const Aggregation = z
  .enum(['only', 'sum', 'max', 'min', 'avg'])
  .describe('How several series become one value; `only` takes exactly one.');
export type Aggregation = z.output<typeof Aggregation>;

export const Selector = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a metric name has letters, digits, _ and :')
      .describe('Name of the metric; of a histogram, without `_bucket`.'),
    labels: z.record(z.string(), Matcher).default({}).describe('Label matchers by label name.'),
    aggregate: Aggregation.default('only'),
    quantile: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Quantile of a histogram, estimated in its buckets; `aggregate` is then not looked at.'),
  })
  .describe('Which series, and how they become one value.');
export type Selector = z.output<typeof Selector>;

/** A value made of series, none where no series fits, or why it cannot be told. */
export type Value =
  | {
      readonly value: number;
      readonly series: number;
      readonly atMs: number | undefined;
      /** The real value is above `value`, and nobody can say by how much. */
      readonly least?: true;
    }
  | { readonly absent: true }
  | { readonly fault: string };

/** Name of the samples that a selector reads. */
export const sampleName = ({ metric, quantile }: Selector): string =>
  quantile === undefined ? metric : `${metric}_bucket`;

function fits(labels: Sample['labels'], matchers: Selector['labels']): boolean {
  return Object.entries(matchers).every(([name, matcher]) => {
    const value = labels.get(name) ?? '';
    if (typeof matcher === 'string') return value === matcher;
    return 'not' in matcher ? value !== matcher.not : matchesWhole(matcher.matches, value);
  });
}

/** How much counters grew since `before`; one that fell was started anew, and one that is new began at 0. */
export function increase(before: readonly Sample[], now: readonly Sample[]): Sample[] {
  const earlier = new Map(before.map((one) => [seriesKey(one), one.value]));
  return now.map((one) => {
    const from = earlier.get(seriesKey(one)) ?? 0;
    return { ...one, value: one.value < from ? one.value : one.value - from };
  });
}

/** Several values as one; `only` refuses more than one. */
export function aggregate(how: Aggregation, values: readonly number[]): number | { readonly fault: string } {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (how) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'only':
      return values.length === 1
        ? (values[0] ?? Number.NaN)
        : { fault: `${values.length} series fit. Narrow the labels, or declare how they are aggregated.` };
  }
}

/**
 * Interpolates in the bucket that holds the quantile, as `histogram_quantile` does; NaN for an empty histogram.
 * Beyond the last limit there is nothing to interpolate: the quantile is `above` it.
 */
function histogramQuantile(
  quantile: number,
  samples: readonly Sample[],
): number | { readonly above: number } | { readonly fault: string } {
  const counts = new Map<number, number>();
  for (const { labels, value } of samples) {
    const le = labels.get('le') ?? '';
    const limit = /^\+?inf$/i.test(le) ? Number.POSITIVE_INFINITY : le === '' ? Number.NaN : Number(le);
    if (Number.isNaN(limit))
      return { fault: `A bucket has the limit "${le.slice(0, 20)}", which is no number.` };
    counts.set(limit, (counts.get(limit) ?? 0) + value);
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const [last, total = 0] = buckets.at(-1) ?? [];
  if (last !== Number.POSITIVE_INFINITY) return { fault: 'The histogram has no bucket for +Inf.' };
  if (total === 0) return Number.NaN;
  const rank = quantile * total;
  const index = buckets.findIndex(([, count]) => count >= rank);
  const [limit, count] = buckets[index] ?? [Number.NaN, 0];
  const [below, before] = buckets[index - 1] ?? [0, 0];
  if (limit === Number.POSITIVE_INFINITY) return buckets.length > 1 ? { above: below } : Number.NaN;
  if (count === before || (index === 0 && limit <= 0)) return limit;
  return below + (limit - below) * ((rank - before) / (count - before));
}

/** The value of a selector in samples that may hold other metrics too. */
export function seriesValue(selector: Selector, samples: readonly Sample[]): Value {
  const name = sampleName(selector);
  const found = samples.filter((one) => one.name === name && fits(one.labels, selector.labels));
  if (found.length === 0) return { absent: true };
  const { quantile } = selector;
  const value =
    quantile === undefined
      ? aggregate(
          selector.aggregate,
          found.map((one) => one.value),
        )
      : histogramQuantile(quantile, found);
  if (typeof value !== 'number' && 'fault' in value) return value;
  const times = found.flatMap((one) => (one.atMs === undefined ? [] : [one.atMs]));
  const atMs = times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : undefined;
  const seen = { series: found.length, atMs };
  return typeof value === 'number' ? { value, ...seen } : { value: value.above, least: true, ...seen };
}

/** A selector in a line: `upstream_requests_total{status="none"}`. */
export function selectorText({ metric, labels, aggregate: how, quantile }: Selector): string {
  const inner = Object.entries(labels).map(([name, matcher]) => {
    if (typeof matcher === 'string') return `${name}="${matcher}"`;
    return 'not' in matcher ? `${name}!="${matcher.not}"` : `${name}=~"${matcher.matches}"`;
  });
  const text = inner.length > 0 ? `${metric}{${inner.join(',')}}` : metric;
  if (quantile !== undefined) return `quantile ${quantile} of ${text}`;
  return how === 'only' ? text : `${how}(${text})`;
}
