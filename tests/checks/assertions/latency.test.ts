import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateLatency } from '../../../runbook-runner/checks/assertions/latency.ts';
import { LatencyExpectation } from '../../../runbook-runner/checks/assertions/latency-schema.ts';
import {
  errorRate,
  percentile,
  type Sample,
  summarize,
} from '../../../runbook-runner/checks/assertions/percentiles.ts';

/** Samples over a kept connection: nearly all of each is spent by the server. */
const kept = (times: readonly (number | null)[]): Sample[] =>
  times.map((ms) => ({
    ms,
    phases: { reused: true, firstByteMs: (ms ?? 0) * 0.9, bodyMs: (ms ?? 0) * 0.1, totalMs: ms ?? 0 },
  }));

const glance = (expectation: object, samples: (number | null)[]) =>
  evaluateLatency(LatencyExpectation.parse(expectation), kept(samples)).map(
    ({ outcome, code, where, actual }) => [where, outcome, code, actual],
  );

describe('percentiles by nearest rank', () => {
  test('the textbook example', () => {
    const sorted = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((percent) => percentile(sorted, percent))).toEqual([15, 20, 20, 35, 50]);
  });

  test('each is a sample that at least that share does not exceed, and the least such', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(samples, fc.constantFrom(50, 95, 99), (values, percent) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = percentile(sorted, percent) ?? Number.NaN;
        const share = (limit: (value: number) => boolean) =>
          (100 * sorted.filter(limit).length) / sorted.length;
        expect(sorted).toContain(found);
        expect(share((value) => value <= found)).toBeGreaterThanOrEqual(percent);
        expect(share((value) => value < found)).toBeLessThan(percent);
      }),
    );
  });

  test('of nothing there are none', () => {
    expect(summarize(kept([null, null]), 'warm')).toBeUndefined();
    expect(errorRate(kept([null, 1]))).toBe(0.5);
    expect(errorRate([])).toBe(0);
  });
});

describe('targets', () => {
  const twenty = Array.from({ length: 20 }, (_, index) => (index + 1) * 10);

  test('p95 of twenty samples is the nineteenth', () => {
    expect(glance({ p95: '190ms' }, twenty)).toEqual([['p95', 'pass', undefined, '190ms']]);
    expect(glance({ p95: '189ms' }, twenty)).toEqual([['p95', 'fail', 'over-target', '190ms']]);
  });

  test.each([
    [{ p99: '199ms' }, twenty, 'p99 of 20 samples, the slowest of them, is 200ms, above 199ms.'],
    [{ p95: '189ms' }, twenty, 'p95 of 20 samples is 190ms, above 189ms.'],
    [{ p95: '100ms' }, [100.04], 'p95 of 1 sample is 100.1ms, above 100ms.'],
  ])('what is above %j says which sample it is, and reads as more', (expectation, times, fact) => {
    const samples = times.map((ms) => ({ ms, phases: { reused: true, totalMs: ms } }));
    const [result] = evaluateLatency(LatencyExpectation.parse(expectation), samples);
    expect(result?.detail).toBe(fact);
  });

  test('errors are capped apart from latency', () => {
    const samples = [...twenty.slice(1), null];
    expect(glance({ errorRate: 0.05 }, samples)).toEqual([['errorRate', 'pass', undefined, 0.05]]);
    expect(glance({ errorRate: 0.04 }, samples)).toEqual([['errorRate', 'fail', 'error-rate', 0.05]]);
  });

  test('without one usable sample no target is met', () => {
    expect(glance({ p50: '1h', errorRate: 1 }, [null])).toEqual([
      ['p50', 'fail', 'no-samples', null],
      ['errorRate', 'pass', undefined, 1],
    ]);
  });

  test('a promise of nothing is refused', () => {
    expect(LatencyExpectation.safeParse({ samples: 5 }).success).toBe(false);
  });
});

describe('phases', () => {
  /** A cold connection whose handshake takes most of the time. */
  const cold = (tlsMs: number): Sample => ({
    ms: 40,
    phases: { reused: false, tcpMs: 2, tlsMs, firstByteMs: 36, bodyMs: 4, totalMs: 42 + tlsMs },
  });
  const samples = [cold(100), cold(200), cold(300)];
  const phased = (expectation: object) =>
    evaluateLatency(LatencyExpectation.parse({ connections: 'cold', ...expectation }), samples).map(
      ({ outcome, code, where, actual }) => [where, outcome, code, actual].filter(Boolean).join(' '),
    );

  test.each([
    [{ phases: { tls: { p50: '200ms' } } }, ['tls.p50 pass 200ms']],
    [{ phases: { tls: { p95: '200ms' } } }, ['tls.p95 fail phase-over-target 300ms']],
    [{ phases: { firstByte: { p99: '35ms' } } }, ['firstByte.p99 fail phase-over-target 36ms']],
    [{ phases: { total: { p50: '242ms' } } }, ['total.p50 pass 242ms']],
    [
      { p95: '50ms', phases: { tls: { p50: '10ms' } } },
      ['p95 pass 40ms', 'tls.p50 fail phase-over-target 200ms'],
    ],
    [{ phases: { dns: { p95: '1ms' } } }, ['dns.p95 pass no such phase']],
  ])('%j: %j', (expectation, expected) => {
    expect(phased(expectation)).toEqual(expected);
  });

  test('the sum tells which phase took the time, and how many connections were kept', () => {
    expect(summarize(samples, 'cold')).toMatchObject({
      connections: 'cold',
      reused: 0,
      phases: { tls: { p50Ms: 200, p95Ms: 300 }, body: { p50Ms: 4 } },
      slowest: { phase: 'tls', share: 600 / 726 },
    });
  });

  test('a slow answer says where its time went, its own phases alone', () => {
    const [result] = evaluateLatency(LatencyExpectation.parse({ p95: '10ms', connections: 'cold' }), samples);
    expect(result?.detail).toBe(
      'p95 of 3 samples, the slowest of them, is 40ms, above 10ms. In those as slow, waiting for the first byte took 90 %.',
    );
  });
});
