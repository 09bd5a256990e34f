// What is taken for a field that the contract does not know, and for which records a rule of an upstream is meant.
import { describe, expect, test } from 'vitest';
import { type Fit, fitTo } from '../../../runbook-runner/sandbox/order-sync/fit.ts';
import { Level, Ordered, Reservation } from '../../../runbook-runner/sandbox/order-sync/followed-records.ts';
import type { Rules } from '../../../runbook-runner/sandbox/order-sync/record.ts';

const job = { id: 'job_1', shipment: 'shp_1', status: 'queued' };
const level = { sku: 'WINE-0011', available: 4, version: 7 };
const reservation = { id: 'rsv_1', reference: 'ord_00000001', quantity: 1, stock_version: 8 };

const rules = (more: Partial<Rules>): Rules => ({
  ...{ mapping: [], defaults: {}, unknownFields: 'quarantine' },
  ...more,
});
const NONE = rules({});
const reason = (fit: Fit<unknown>) => (fit.ok ? undefined : fit.why);

describe('a field that the contract does not know', () => {
  test.each([
    ['a shipment', { job, shipment: { id: 'shp_1', zone: 'N' } }, '/shipment/zone'],
    ['a job', { job: { ...job, zone: 'N' }, shipment: { id: 'shp_1' } }, '/job/zone'],
    ['the answer itself', { job, zone: 'N' }, '/zone'],
  ])('is seen in %s', (_where, body, pointer) => {
    expect(fitTo(Ordered, body, NONE)).toMatchObject({ ok: false, kind: 'unfit', unknown: [pointer] });
  });

  test('is not the only one: the reason names a few, shortened, and counts the rest', () => {
    const names = Array.from({ length: 500 }, (_one, at) => `${'x'.repeat(300)}${at}`);
    const fit = fitTo(Level, { ...level, ...Object.fromEntries(names.map((name) => [name, 1])) }, NONE);
    expect(fit.unknown).toHaveLength(500);
    const name = `/${'x'.repeat(79)}`;
    expect(reason(fit)).toBe(`unknown fields: ${name}, ${name}, ${name} and 497 more`);
  });
});

describe('a rule of an upstream', () => {
  test.each([
    ['a default', { defaults: { '/available': 0 } }],
    ['a mapping of what it needs itself', { mapping: [{ from: '/quantity', to: '/available' }] }],
  ])('that is meant for a level leaves a reservation as it came: %s', (_what, more) => {
    expect(fitTo(Reservation, reservation, rules(more))).toMatchObject({
      ...{ ok: true, unknown: [] },
      record: reservation,
    });
  });

  test.each([
    ['a default', { sku: 'WINE-0011', version: 7 }, { defaults: { '/available': 0 } }, { available: 0 }],
    [
      'a mapping',
      { sku: 'WINE-0011', version: 7, left: 4 },
      { mapping: [{ from: '/left', to: '/available' }] },
      { available: 4 },
    ],
  ])('makes the record fit that it is meant for: %s', (_what, body, more, value) => {
    expect(fitTo(Level, body, rules(more))).toMatchObject({ ok: true, value, unknown: [] });
  });

  test('is not taken for a field of the upstream, whatever it writes', () => {
    const written = rules({ defaults: { '/shipment': { reference: 'ord_00000001', ours: true } } });
    expect(fitTo(Ordered, { job }, written)).toMatchObject({ ok: true, unknown: [] });
  });

  test('does not hide what came: a field that it leaves where it is stays unknown', () => {
    const nowhere = rules({ mapping: [{ from: '/zone', to: '/region' }] });
    expect(fitTo(Level, { ...level, zone: 'N' }, nowhere)).toMatchObject({ ok: false, unknown: ['/zone'] });
  });
});
