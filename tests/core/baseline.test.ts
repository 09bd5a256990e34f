import { describe, expect, test } from 'vitest';
import {
  compareMeasurements,
  type Measurement,
  measurementOf,
} from '../../runbook-runner/core/baseline/compare.ts';
import { differenceText } from '../../runbook-runner/core/baseline/words.ts';
import { Allowed, Baseline } from '../../runbook-runner/playbook/schema/baseline.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';

const allowed = Allowed.parse({ latencyTimes: 2, latencyPlus: '10ms', errorRate: 0.1, quotaUse: 0.2 });
const baseline = Baseline.parse({
  ...{ revision: '1', recorded: '2026-11-01', latency: { p50: '1ms', p95: '2ms' }, errorRate: 0 },
  configuration: { check: 'config' },
});
const config = (revision: number, fallback: boolean): Measurement['configuration'] => ({
  revision,
  settings: { fallback, throttle: { perSecond: 5 } },
});
const measured = (more: Partial<Measurement> = {}): Measurement => ({
  ...{ run: 'r', check: 'config', status: 'pass', configuration: undefined },
  figures: { p50: 10, p95: 20, 'error rate': 0, 'quota used': 0.5 },
  ...more,
});
const outside = (before: Measurement, now: Measurement | undefined) =>
  compareMeasurements(before, now, allowed)
    .filter(({ within }) => !within)
    .map(({ what }) => what);

describe('a figure against the recorded one', () => {
  test.each([
    ['the same', {}, []],
    ['at the edge', { p50: 30, p95: 50, 'error rate': 0.1, 'quota used': 0.7 }, []],
    ['a slower median', { p50: 30.1 }, ['p50']],
    ['more errors', { 'error rate': 0.11 }, ['error rate']],
    ['more of the quota', { 'quota used': 0.71 }, ['quota used']],
    ['better in everything', { p50: 1, p95: 1, 'quota used': 0 }, []],
    ['no longer measured', { p95: undefined }, ['p95']],
  ])('%s', (_, figures, expected) => {
    const before = measured();
    const now = { ...before.figures, ...figures } as Measurement['figures'];
    expect(outside(before, measured({ figures: now }))).toEqual(expected);
  });

  test('a check that is red now', () => {
    expect(outside(measured(), measured({ status: 'fail' }))).toEqual(['verdict']);
  });

  test('a check that was not run', () => {
    expect(outside(measured({ figures: {} }), undefined)).toEqual(['verdict']);
  });
});

describe('the configuration', () => {
  const before = measured({ figures: {}, configuration: config(1, false) });

  test('another revision with the same settings', () => {
    expect(outside(before, measured({ figures: {}, configuration: config(3, false) }))).toEqual([]);
  });

  test('another setting is named with both values', () => {
    const now = measured({ figures: {}, configuration: config(2, true) });
    const told = compareMeasurements(before, now, allowed).filter(({ within }) => !within);
    expect(told.map(differenceText)).toEqual([
      'configuration of config: revision 1 before, revision 2: fallback was false, is true now (allowed: the same settings)',
    ]);
  });

  test('one that cannot be read any more', () => {
    expect(outside(before, measured({ figures: {} }))).toEqual(['configuration']);
  });
});

describe('what a result measures', () => {
  const result = (body: string, check = 'config') =>
    ({
      ...{ run: 'r', check, status: 'pass' },
      quota: { observedAt: '', limits: [{ share: 0.9 }, { share: 0.25 }, {}] },
      latency: { p50Ms: 1, p95Ms: 2, p99Ms: 3, errorRate: 0.05 },
      exchange: { request: {}, response: { body } },
    }) as unknown as CheckResult;

  test('its percentiles, its error rate and the tightest quota', () => {
    const { figures } = measurementOf(result('{}'), baseline);
    expect(figures).toEqual({ p50: 1, p95: 2, p99: 3, 'error rate': 0.05, 'quota used': 0.75 });
  });

  test.each([
    ['revision and settings', '{"revision":7,"config":{"a":1}}', { revision: 7, settings: { a: 1 } }],
    ['an answer without settings', '{"revision":7}', undefined],
    ['no JSON', '<p>Down', undefined],
    ['null', 'null', undefined],
  ])('the configuration from %s', (_, body, expected) => {
    expect(measurementOf(result(body), baseline).configuration).toEqual(expected);
  });

  test('no configuration from any other check', () => {
    expect(measurementOf(result('{"config":{}}', 'other'), baseline).configuration).toBeUndefined();
  });
});
