import { expect, test } from 'vitest';
import { evaluateAuthenticity } from '../../../runbook-runner/checks/assertions/authenticity.ts';

test.each([
  [1, 'A delivery was refused: webhook-id is not an id.'],
  [3, '3 deliveries were refused, the last one for this: webhook-id is not an id.'],
])('of %i deliveries that were refused, the reason is that of the last', (count, detail) => {
  const refused = [{ reason: 'malformed', count, message: 'webhook-id is not an id.' }] as const;
  const [result] = evaluateAuthenticity(undefined, { taken: [], refused });
  expect(result).toMatchObject({ outcome: 'fail', code: 'malformed', detail });
});
