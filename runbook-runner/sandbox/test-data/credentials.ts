// Owns the seeded test credentials. They open nothing but the sandbox on this machine.
import { seededHex } from './random.ts';

export interface Credentials {
  readonly 'lumenpay-client-id': string;
  readonly 'lumenpay-client-secret': string;
  /** Signs Lumenpay's webhooks. */
  readonly 'lumenpay-webhook-secret': string;
  readonly 'lumenpay-operator-token': string;
  readonly 'order-sync-operator-token': string;
  /** order-sync is a client of Lumenpay of its own, so that its key can be rotated without touching others'. */
  readonly 'order-sync-client-id': string;
  readonly 'order-sync-client-secret': string;
}

export function seededCredentials(seed: number): Credentials {
  return {
    'lumenpay-client-id': `harbour-vine-${seededHex(seed, 'client-id', 8)}`,
    'lumenpay-client-secret': `lp_test_${seededHex(seed, 'client-secret', 32)}`,
    'lumenpay-webhook-secret': `whsec_${Buffer.from(seededHex(seed, 'webhook-secret', 64), 'hex').toString('base64')}`,
    'lumenpay-operator-token': `lp_op_${seededHex(seed, 'lumenpay-operator', 32)}`,
    'order-sync-operator-token': `os_test_${seededHex(seed, 'operator-token', 32)}`,
    'order-sync-client-id': `order-sync-${seededHex(seed, 'order-sync-client-id', 8)}`,
    'order-sync-client-secret': `lp_test_${seededHex(seed, 'order-sync-client-secret', 32)}`,
  };
}
