import { expect, test } from 'vitest';
import { evaluateDeliveries } from '../../../runbook-runner/checks/assertions/delivery.ts';
import { DeliveryExpectation } from '../../../runbook-runner/checks/assertions/delivery-schema.ts';
import type { KeptDelivery } from '../../../runbook-runner/ports/inbound.ts';

const event = (id: string, body: unknown): KeptDelivery => ({
  ...{ integration: 'pay', environment: 'sandbox', source: 'events', id, attempts: 1 },
  ...{ sentAt: 1_795_748_400, receivedAt: '2026-11-27T03:00:00.000Z', digest: '', bytes: 0 },
  body: JSON.stringify(body),
});

test('each promise about the body is shown with the first event that breaks it', async () => {
  const expectation = DeliveryExpectation.parse({
    count: 3,
    body: [
      { path: '$.amount', type: 'integer' },
      { path: '$.currency', equals: 'EUR' },
      { path: '$.id', exists: true },
    ],
  });
  const taken = [
    event('a', { id: 1, amount: 1, currency: 'EUR' }),
    event('b', { id: 2, amount: '2', currency: 'EUR' }),
    event('c', { id: 3, amount: 3, currency: 'USD' }),
  ];
  const results = await evaluateDeliveries(expectation, { taken, refused: [] }, new Map());
  expect(
    results.filter((one) => one.assertion === 'body').map((one) => [one.outcome, one.code, one.actual]),
  ).toEqual([
    ['fail', 'type-changed', '2'],
    ['fail', 'not-equal', 'USD'],
    ['pass', undefined, 1],
  ]);
});
