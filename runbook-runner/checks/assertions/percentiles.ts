// Sums up samples: percentiles as a whole and of each phase, and which phase took the time. Pure.
import type { Latency, LatencyPhase, Percentiles, Phases } from '../../ports/result.ts';

/** One request of many; `ms` from the request written to the last byte, null without a usable response. */
export interface Sample {
  readonly ms: number | null;
  readonly phases: Phases;
}

type Usable = Sample & { readonly ms: number };
const isUsable = (sample: Sample): sample is Usable => sample.ms !== null;

/** Phases that follow one another; together they are all of an exchange that a protocol spends. */
const PHASES = ['dns', 'tcp', 'tls', 'firstByte', 'body'] as const satisfies readonly LatencyPhase[];

/** Nearest rank: the smallest sample that at least `percent` % of all samples do not exceed; undefined of nothing. */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)];
}

export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  const [only] = values;
  if (only === undefined) return undefined;
  if (values.length === 1) return { p50Ms: only, p95Ms: only, p99Ms: only };
  const sorted = [...values].sort((a, b) => a - b);
  const p50Ms = percentile(sorted, 50);
  const p95Ms = percentile(sorted, 95);
  const p99Ms = percentile(sorted, 99);
  if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined) return undefined;
  return { p50Ms, p95Ms, p99Ms };
}

export function errorRate(samples: readonly Sample[]): number {
  return samples.length === 0 ? 0 : samples.filter(({ ms }) => ms === null).length / samples.length;
}

const TIMES = {
  dns: 'dnsMs',
  tcp: 'tcpMs',
  tls: 'tlsMs',
  firstByte: 'firstByteMs',
  body: 'bodyMs',
  total: 'totalMs',
} as const satisfies Record<LatencyPhase | 'total', keyof Phases>;

/** What a phase took in each usable sample that had it. */
export function timesOf(samples: readonly Sample[], phase: LatencyPhase | 'total'): number[] {
  const times: number[] = [];
  for (const { ms, phases } of samples) {
    const time = ms === null ? undefined : phases[TIMES[phase]];
    if (time !== undefined) times.push(time);
  }
  return times;
}

/** A phase, and what it took in each usable sample that had it; at least one. */
type Timed<Phase> = readonly [phase: Phase, times: readonly number[]];

function timed<Phase extends LatencyPhase | 'total'>(
  samples: readonly Sample[],
  phases: readonly Phase[],
): Timed<Phase>[] {
  return phases.flatMap((phase) => {
    const times = timesOf(samples, phase);
    return times.length === 0 ? [] : [[phase, times] as const];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function slowestOf(phases: readonly Timed<LatencyPhase>[]): Latency['slowest'] {
  let all = 0;
  let most: { readonly phase: LatencyPhase; readonly ms: number } | undefined;
  for (const [phase, times] of phases) {
    const ms = sum(times);
    all += ms;
    if (most === undefined || ms > most.ms) most = { phase, ms };
  }
  return most && all > 0 ? { phase: most.phase, share: most.ms / all } : undefined;
}

/** The phase in which most of the samples' time passed, with its share of these phases; undefined of nothing. */
export const slowestPhase = (samples: readonly Sample[], phases: readonly LatencyPhase[]) =>
  slowestOf(timed(samples, phases));

/** Sums up every sample; undefined when none had a usable response. */
export function summarize(
  samples: readonly Sample[],
  connections: Latency['connections'],
): Latency | undefined {
  const usable = samples.filter(isUsable);
  const times = usable.map(({ ms }) => ms);
  const whole = percentilesOf(times);
  if (!whole) return undefined;
  const following = timed(usable, PHASES);
  const phases: { [Phase in LatencyPhase | 'total']?: Percentiles } = {};
  for (const [phase, times] of [...following, ...timed(usable, ['total'] as const)]) {
    const percentiles = percentilesOf(times);
    if (percentiles) phases[phase] = percentiles;
  }
  return {
    samples: times,
    ...whole,
    errorRate: errorRate(samples),
    connections,
    reused: usable.filter((sample) => sample.phases.reused).length,
    phases,
    slowest: slowestOf(following),
  };
}
