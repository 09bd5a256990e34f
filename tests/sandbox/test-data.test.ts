import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { seededCharges } from '../../runbook-runner/sandbox/test-data/charges.ts';
import { seededShipments } from '../../runbook-runner/sandbox/test-data/shipments.ts';
import { seededSigningKey } from '../../runbook-runner/sandbox/test-data/signing-key.ts';
import { seededStock } from '../../runbook-runner/sandbox/test-data/stock.ts';
import { TEST_DATA_VERSION } from '../../runbook-runner/sandbox/test-data/version.ts';

const dataOf = (seed: number) => ({
  charges: seededCharges(seed),
  shipments: seededShipments(seed),
  stock: seededStock(seed),
  signingKey: seededSigningKey(seed, 'test'),
});
const digestOf = (seed: number): string =>
  createHash('sha256')
    .update(JSON.stringify(dataOf(seed)))
    .digest('hex')
    .slice(0, 16);

test('data that changed has a new version', () => {
  expect({ [TEST_DATA_VERSION]: digestOf(1) }).toEqual({ 2: 'b9ce03f31454ea0a' });
});

test.each(['charges', 'shipments', 'stock', 'signingKey'] as const)(
  '%s: another seed, other data',
  (what) => {
    expect(dataOf(2)[what]).not.toEqual(dataOf(1)[what]);
  },
);

test('what does not depend on the seed: ids, statuses, articles', () => {
  const shown = (seed: number) => [
    seededShipments(seed).map(({ id, status }) => [id, status]),
    seededStock(seed).map(({ sku }) => sku),
  ];
  expect(shown(2)).toEqual(shown(1));
});
