import { expect, test } from 'vitest';
import { StockLevels } from '../../../runbook-runner/sandbox/order-sync/stock-levels.ts';

const SKU = 'WINE-0011';
/** The copy of a level of version 7 with 5 pieces, after reservations of these versions were answered. */
function after(...versions: readonly number[]): number | undefined {
  const levels = new StockLevels();
  levels.keep({ sku: SKU, available: 5, version: 7 }, undefined);
  for (const version of versions) levels.took(SKU, 1, version);
  return levels.confirmed(SKU)?.available;
}

test.each([
  ['made after the copy was read', [8], 4],
  ['answered in another order than they were made', [9, 8], 3],
  ['that the copy counts already: its answer was lost, and came when asked again', [7], 5],
])('a reservation %s leaves what is there', (_what, versions, available) => {
  expect(after(...versions)).toBe(available);
});
