import { expect, test } from 'vitest';
import { labelJobOf } from '../../../runbook-runner/sandbox/parcelo/label-jobs.ts';
import {
  seededShipments,
  UNSERVED_POSTAL_CODE,
} from '../../../runbook-runner/sandbox/test-data/shipments.ts';

const [shipment] = seededShipments(1);
if (shipment === undefined) throw new Error('There is no seeded shipment.');
const orderedAt = Date.parse(shipment.created);

test.each([
  [0, 'queued'],
  [99, 'queued'],
  [100, 'printing'],
  [399, 'printing'],
  [400, 'done'],
])('%i ms after its order a label is %s', (ageMs, status) => {
  expect(labelJobOf(shipment, orderedAt + ageMs).status).toBe(status);
});

test('to a postal code that is not served it fails instead of being done', () => {
  const unserved = { ...shipment, recipient: { ...shipment.recipient, postal_code: UNSERVED_POSTAL_CODE } };
  expect(labelJobOf(unserved, orderedAt + 399)).toMatchObject({ status: 'printing', error: null });
  expect(labelJobOf(unserved, orderedAt + 400)).toMatchObject({
    status: 'failed',
    error: { code: 'address-not-served' },
  });
});
