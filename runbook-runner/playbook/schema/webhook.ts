// A source of webhooks of an integration: what its deliveries are held to.
import { z } from 'zod';
import { DurationText, Id } from './primitives.ts';

/** That of Standard Webhooks; a longer one only gives more time to replay. */
const MOST_TOLERANCE_MS = 300_000;

export const WebhookSource = z
  .strictObject({
    signature: z
      .literal('standard-webhooks')
      .describe('How deliveries are signed: headers webhook-id, webhook-timestamp, webhook-signature.'),
    secret: Id.describe('Credential of each environment that verifies them: `whsec_` and base64.'),
    tolerance: DurationText.refine(({ ms }) => ms <= MOST_TOLERANCE_MS, 'the most is 5m')
      .prefault('5m')
      .describe('How far the time of a delivery may be from our clock, either way; 5m at most.'),
  })
  .describe('A source of webhooks.');
export type WebhookSource = z.output<typeof WebhookSource>;
