// Owns Parcelo, the shipping API of the sandbox, described by contracts/parcelo.openapi.yaml.
import { Account, accountRoutes } from '../account.ts';
import { makeApi } from '../api.ts';
import { withinQuota } from '../quota.ts';
import { seededHex } from '../test-data/random.ts';
import type { Opened, Opening, Upstream } from '../upstream.ts';
import { apiKeyRoutes } from './api-key-routes.ts';
import { ApiKeys, requireKey } from './api-keys.ts';
import { shipmentRoutes } from './shipment-routes.ts';
import { ShipmentStore } from './shipment-store.ts';

/** That of every API key by contract. */
const QUOTA = { requests: 3_000, windowS: 60 };

export interface OpenParcelo extends Opened {
  readonly credentials: Readonly<Record<'parcelo-api-key' | 'parcelo-operator-token', string>>;
  readonly keys: ApiKeys;
}

function open({ seed, log }: Opening): OpenParcelo {
  const credentials = {
    'parcelo-api-key': `pc_test_${seededHex(seed, 'parcelo-api-key', 40)}`,
    'parcelo-operator-token': `pc_op_${seededHex(seed, 'parcelo-operator', 32)}`,
  };
  const account = new Account();
  const keys = new ApiKeys();
  keys.add(`key_${seededHex(seed, 'parcelo-key-id', 8)}`, credentials['parcelo-api-key']);
  const api = makeApi(log);
  api.get('/v1/ping', (context) => context.json({ status: 'ok' }));
  api.use('/v1/*', requireKey(keys));
  api.use('/v1/*', withinQuota(QUOTA, { policy: 'key', caller: (context) => String(context.get('keyId')) }));
  api.route('/v1/api-keys', apiKeyRoutes(keys));
  api.route('/v1', shipmentRoutes(new ShipmentStore(seed, account)));
  api.route('/operator', accountRoutes(account, credentials['parcelo-operator-token']));
  return { api, credentials, keys };
}

export const parcelo: Upstream<OpenParcelo> = {
  name: 'parcelo',
  vendor: 'Parcelo',
  components: ['API', 'Label printing', 'Tracking'],
  open,
};
