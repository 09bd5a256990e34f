// Owns the seeded credentials of Lumenpay. They open nothing but the sandbox on this machine.
import { seededHex } from '../test-data/random.ts';

export type LumenpayCredentials = ReturnType<typeof seededCredentials>;

export const seededCredentials = (seed: number) => ({
  'lumenpay-client-id': `harbour-vine-${seededHex(seed, 'client-id', 8)}`,
  'lumenpay-client-secret': `lp_test_${seededHex(seed, 'client-secret', 32)}`,
  /** Signs Lumenpay's webhooks. */
  'lumenpay-webhook-secret': `whsec_${Buffer.from(seededHex(seed, 'webhook-secret', 64), 'hex').toString('base64')}`,
  'lumenpay-operator-token': `lp_op_${seededHex(seed, 'lumenpay-operator', 32)}`,
  /** order-sync is a client of Lumenpay of its own, so that its key can be rotated without touching others'. */
  'order-sync-client-id': `order-sync-${seededHex(seed, 'order-sync-client-id', 8)}`,
  'order-sync-client-secret': `lp_test_${seededHex(seed, 'order-sync-client-secret', 32)}`,
});
