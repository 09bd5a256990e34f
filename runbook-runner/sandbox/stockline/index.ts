// Owns Stockline, the inventory API of the sandbox, described by contracts/stockline.openapi.yaml.
import { Account, accountRoutes } from '../account.ts';
import { makeApi } from '../api.ts';
import { seededHex } from '../test-data/random.ts';
import { seededSigningKey } from '../test-data/signing-key.ts';
import type { Opened, Opening, Upstream } from '../upstream.ts';
import { requireCaller } from './caller.ts';
import { keyRoutes } from './key-routes.ts';
import { Keys } from './keys.ts';
import { reservationRoutes } from './reservation-routes.ts';
import { stockRoutes } from './stock-routes.ts';
import { StockStore } from './stock-store.ts';

/** Who we are to Stockline: in our certificate, and as issuer of our tokens. */
const PARTNER = 'harbour-vine';
/** The id under which Stockline knows our first key. */
const KEY_ID = 'hv-1';

export interface OpenStockline extends Opened {
  readonly credentials: Readonly<Record<'stockline-signing-key' | 'stockline-operator-token', string>>;
  readonly keys: Keys;
}

function open({ seed, log }: Opening): OpenStockline {
  const credentials = {
    'stockline-signing-key': seededSigningKey(seed, 'stockline-signing-key'),
    'stockline-operator-token': `sl_op_${seededHex(seed, 'stockline-operator', 32)}`,
  };
  const account = new Account();
  const keys = new Keys();
  keys.add(KEY_ID, credentials['stockline-signing-key']);
  const stock = new StockStore(seed, account);
  const api = makeApi(log);
  api.get('/v1/ping', (context) => context.json({ status: 'ok' }));
  api.use('/v1/*', requireCaller(keys));
  api.route('/v1/keys', keyRoutes(keys));
  api.route('/v1/stock', stockRoutes(stock));
  api.route('/v1/reservations', reservationRoutes(stock));
  api.route('/operator', accountRoutes(account, credentials['stockline-operator-token']));
  return { api, credentials, keys };
}

export const stockline: Upstream<OpenStockline> = {
  name: 'stockline',
  vendor: 'Stockline',
  components: ['API', 'Warehouse feed'],
  privateAuthority: { client: PARTNER },
  open,
};
