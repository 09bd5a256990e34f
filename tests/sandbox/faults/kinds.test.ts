import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FaultBase } from '../../../runbook-runner/playbook/schema/definitions.ts';
import { faultKinds } from '../../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { fault } from '../world.ts';
import { CASES } from './cases.ts';
import { CONSUMER_CASES } from './consumer-cases.ts';
import { DELIVERY_CASES } from './delivery-cases.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
  await place.ask('/item');
});
afterEach(() => place.proxy.clear());
afterAll(() => place.close());

test('every kind has a case', () => {
  expect(new Set([...CASES, ...DELIVERY_CASES, ...CONSUMER_CASES].map(({ kind }) => kind))).toEqual(
    new Set(faultKinds.keys()),
  );
});

test.each(CASES.map((one) => [one.kind, one.name, one] as const))('%s: %s', async (kind, _name, one) => {
  await one.before?.(place);
  await place.proxy.inject(fault(kind, one.options));
  expect(await one.look(place)).toEqual(one.sees);
  await place.proxy.clear();
  expect(await place.handshake()).toBe('ok');
  expect(await place.ask('/item')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json' },
  });
});

describe.each([...faultKinds])('%s', (name, kind) => {
  const { title, target, duration, expect: expected, kind: named, ...options } = parse(kind.example);

  test('has an example that it takes, and says what it does', () => {
    expect(named).toBe(name);
    FaultBase.parse({ title, target, duration, expect: expected, kind: named });
    expect(kind.describe(kind.schema.parse(options))).toMatch(/^[A-Z`\d].*\.$/);
  });
});

test.each([
  ['hang', { at: 'handshake', path: '/v1' }],
  ['partial-outage', { how: 'reset' }],
  ['error-rate', {}],
  ['error-rate', { percent: 0 }],
  ['status', { status: 600 }],
  ['quota', { requests: 0, window: '1s' }],
  ['quota', { requests: 1, window: '1500ms' }],
  ['latency', { delay: '-1s' }],
  ['schema-drift', { changes: [] }],
  ['schema-drift', { changes: [{ change: 'remove', pointer: 'amount' }] }],
  ['content-type', { type: 'text/html\r\nX: y' }],
  ['certificate', { which: 'valid' }],
])('%s refuses %o', async (kind, options) => {
  await expect(place.proxy.inject(fault(kind, options))).rejects.toMatchObject({ code: 'invalid_request' });
});
