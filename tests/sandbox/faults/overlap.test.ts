import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fault } from '../world.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterEach(() => place.proxy.clear());
afterAll(() => place.close());

const on = () => place.proxy.active().map((one) => one.fault);

const status = fault('status', { status: 503 });
const renamed = fault('content-type', { type: 'text/plain' });
const expired = fault('certificate', { which: 'expired' });

test.each([
  ['the exchange first', [status, renamed]],
  ['the answer first', [renamed, status]],
])('faults of different layers act together, whatever began first: %s', async (_name, orders) => {
  for (const order of orders) await place.proxy.inject(order);
  expect(await place.ask('/item')).toMatchObject({ status: 503, headers: { 'content-type': 'text/plain' } });
});

test('three at once end together, and are told in the order in which they began', async () => {
  for (const order of [renamed, expired, status]) await place.proxy.inject(order);
  expect(await place.handshake()).toBe('CERT_HAS_EXPIRED');
  const ended = await place.proxy.clear();
  expect(ended.map((one) => one.fault)).toEqual(['test-content-type', 'test-certificate', 'test-status']);
  expect(on()).toEqual([]);
  expect(await place.ask('/item')).toMatchObject({ status: 200 });
});

test.each([
  ['exchange', status, fault('hang', {})],
  ['answer', renamed, fault('slow-body', { every: '10ms' })],
  ['name', fault('dns-failure', {}), { ...fault('dns-failure', { answer: 'silence' }), id: 'other' }],
  ['connection', expired, fault('hang', { at: 'handshake' })],
  ['exchange', status, fault('clock-skew', { by: '1h', direction: 'ahead' })],
])('two that disturb the %s are refused by name', async (layer, first, second) => {
  await place.proxy.inject(first);
  await expect(place.proxy.inject(second)).rejects.toMatchObject({
    code: 'fault_active',
    message: expect.stringContaining(`"${second.id}" was not injected: "${first.id}" is active`),
    hint: expect.stringContaining(`Both disturb the ${layer}.`),
  });
  expect(on()).toEqual([first.id]);
});

test('one is ended by its id, and the other stays', async () => {
  for (const order of [renamed, status]) await place.proxy.inject(order);
  expect((await place.proxy.clear(renamed.id)).map((one) => one.fault)).toEqual([renamed.id]);
  expect(on()).toEqual([status.id]);
  expect(await place.proxy.clear(renamed.id)).toEqual([]);
  expect(await place.ask('/item')).toMatchObject({
    status: 503,
    headers: { 'content-type': 'application/problem+json' },
  });
});

test('one ends by itself, and the other stays', async () => {
  await place.proxy.inject({ ...status, durationMs: 100 });
  await place.proxy.inject(renamed);
  await expect.poll(on, { timeout: 2_000 }).toEqual(['test-content-type']);
  expect(await place.ask('/item')).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
});

test('what hangs is closed when the fault ends', async () => {
  await place.proxy.inject({ ...fault('hang', {}), durationMs: 100 });
  const { error, ms } = await place.ask('/item');
  expect(error).toBe('UND_ERR_SOCKET');
  expect(ms).toBeLessThan(390);
});
