// Holds sampled latencies to percentile targets, as a whole and by phase, and to a cap on errors. Pure.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { counted, percent, spoken } from '../../ports/spoken.ts';
import type { Assertion, Contradiction } from './assertion.ts';
import type { LatencyExpectation, PhaseName } from './latency-schema.ts';
import { errorRate, percentilesOf, type Sample, slowestPhase, timesOf } from './percentiles.ts';
import { type Claim, differs, kept } from './result.ts';

const broken = differs(ASSERTION_CODES.latency);

const NAMES = ['p50', 'p95', 'p99'] as const;
const OPENING: readonly PhaseName[] = ['dns', 'tcp', 'tls'];
const PHASE_WORDS: Readonly<Record<PhaseName, string>> = {
  dns: 'resolving the name',
  tcp: 'opening the connection',
  tls: 'the TLS handshake',
  firstByte: 'waiting for the first byte',
  body: 'reading the body',
  total: 'all of it',
};

type Targets = Pick<LatencyExpectation, (typeof NAMES)[number]>;

const shown = (ms: number): string => `${Math.round(ms * 10) / 10}ms`;

/** Rounded up, so that what is above a target never reads as the target. */
const shownAbove = (ms: number): string => shown(Math.ceil(Math.round(ms * 1000) / 100) / 10);

/** How many samples, and whether the percentile is but the slowest: then one alone decides. */
function among(count: number, name: (typeof NAMES)[number]): string {
  const isSlowest = count > 1 && Math.ceil((Number(name.slice(1)) * count) / 100) === count;
  return counted(count, 'sample') + (isSlowest ? ', the slowest of them,' : '');
}

/** Where the time of the samples went that are at least as slow as `ms`. */
function whereTimeWent(samples: readonly Sample[], ms: number): string {
  const slow = samples.filter((sample) => sample.ms !== null && sample.ms >= ms);
  const slowest = slowestPhase(slow, ['firstByte', 'body']);
  return slowest ? ` In those as slow, ${PHASE_WORDS[slowest.phase]} took ${percent(slowest.share)}.` : '';
}

/** Each target of a whole or of a phase against its percentile. */
function evaluateTargets(targets: Targets, samples: readonly Sample[], phase?: PhaseName): AssertionResult[] {
  const times = phase ? timesOf(samples, phase) : samples.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const measured = percentilesOf(times);
  const usable = samples.some(({ ms }) => ms !== null);
  return NAMES.flatMap((name) => {
    const target = targets[name];
    if (!target) return [];
    const of = phase ? `${name} of ${PHASE_WORDS[phase]}` : name;
    const title = `${of} is at most ${target.text}`;
    const where = phase ? `${phase}.${name}` : name;
    const claim: Claim = { assertion: 'latency', title, expected: target.text, where };
    if (!usable) return broken(claim, null, 'no-samples', 'No sample had a usable response.');
    // An address has no name to be resolved, and plain HTTP no handshake.
    if (!measured) return kept(claim, 'no such phase');
    const ms = measured[`${name}Ms`];
    if (ms <= target.ms) return kept(claim, shown(ms));
    const actual = shownAbove(ms);
    const fact = `${of} of ${among(times.length, name)} is ${actual}, above ${target.text}.`;
    return phase
      ? broken(claim, actual, 'phase-over-target', fact)
      : broken(claim, actual, 'over-target', fact + whereTimeWent(samples, ms));
  });
}

function evaluateErrors(cap: number, samples: readonly Sample[]): AssertionResult {
  const rate = errorRate(samples);
  const title = `error rate is at most ${cap}`;
  const claim: Claim = { assertion: 'latency', title, expected: cap, where: 'errorRate' };
  const failed = samples.filter(({ ms }) => ms === null).length;
  const detail = `${failed} of ${counted(samples.length, 'sample')} had no usable response.`;
  return rate <= cap ? kept(claim, rate) : broken(claim, rate, 'error-rate', detail);
}

const phasesIn = ({ phases = {} }: LatencyExpectation) => Object.entries(phases) as [PhaseName, Targets][];

export function evaluateLatency(expected: LatencyExpectation, samples: readonly Sample[]): AssertionResult[] {
  return [
    ...evaluateTargets(expected, samples),
    ...phasesIn(expected).flatMap(([phase, targets]) => evaluateTargets(targets, samples, phase)),
    ...(expected.errorRate === undefined ? [] : [evaluateErrors(expected.errorRate, samples)]),
  ];
}

/** A higher percentile is never faster: a lower target for it leaves the other without meaning. */
function decreasing(targets: Targets, path: Contradiction['path']): Contradiction[] {
  return NAMES.flatMap((name, index) => {
    const target = targets[name];
    const lower = NAMES.slice(0, index).find((one) => (targets[one]?.ms ?? 0) > (target?.ms ?? Infinity));
    if (!target || !lower) return [];
    const message = `${name} is at most ${target.text}, and ${lower} may be ${targets[lower]?.text}, though it is never slower.`;
    return [{ path: [...path, name], message }];
  });
}

function contradictions(expected: LatencyExpectation): Contradiction[] {
  const opening = phasesIn(expected).filter(([phase]) => OPENING.includes(phase));
  const warm = expected.connections === 'warm' ? opening : [];
  return [
    ...decreasing(expected, []),
    ...phasesIn(expected).flatMap(([phase, targets]) => decreasing(targets, ['phases', phase])),
    ...warm.map(([phase]) => ({
      path: ['phases', phase],
      message: `A kept connection has no phase ${phase}.`,
      hint: 'Measure it with `connections: cold`.',
    })),
  ];
}

function describeLatency(expected: LatencyExpectation): string[] {
  const { samples, errorRate: cap, connections } = expected;
  const over = `over ${counted(samples, 'request')}${connections === 'cold' ? ', each on a new connection' : ''}`;
  const said = (targets: Targets, of = '') =>
    NAMES.flatMap((name) => {
      const target = targets[name];
      return target ? [`${name}${of} is at most ${spoken(target)} ${over}`] : [];
    });
  return [
    ...said(expected),
    ...phasesIn(expected).flatMap(([phase, targets]) => said(targets, ` of ${PHASE_WORDS[phase]}`)),
    ...(cap === undefined ? [] : [`at most ${percent(cap)} of ${samples} requests fail`]),
  ];
}

export const latencyAssertion: Assertion<LatencyExpectation, readonly Sample[]> = {
  name: 'latency',
  title: 'Sampled latency',
  summary:
    'Sends several requests and holds percentiles to targets, as a whole and for each phase, and the share of failed ones to a cap. The result says which phase took the time.',
  example: `latency:
  p95: 400ms
  phases: { dns: { p95: 50ms }, tls: { p95: 100ms }, firstByte: { p95: 300ms } }
  errorRate: 0.05
  samples: 20
  connections: cold`,
  codes: ASSERTION_CODES.latency,
  describe: describeLatency,
  contradictions,
  evaluate: evaluateLatency,
};
