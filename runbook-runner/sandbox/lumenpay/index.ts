// Owns Lumenpay, the payments API of the sandbox, described by contracts/lumenpay.openapi.yaml.
import { makeApi } from '../api.ts';
import { withinQuota } from '../quota.ts';
import type { Api, Opened, Opening, Upstream } from '../upstream.ts';
import { chargeRoutes } from './charge-routes.ts';
import { ChargeStore } from './charge-store.ts';
import { clientSecretRoutes } from './client-secret-routes.ts';
import { type ClientSecret, Clients } from './clients.ts';
import { type LumenpayCredentials, seededCredentials } from './credentials.ts';
import { operatorRoutes } from './operator-routes.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { Tokens } from './tokens.ts';
import { chargesInVersion, inVersion, versionOf } from './versions.ts';
import { WebhookEndpoints } from './webhooks/endpoints.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** Requests for data of all API clients together: the sandbox counts as one merchant. */
const QUOTA = { requests: 6_000, windowS: 60 };

export interface OpenLumenpay extends Opened {
  readonly credentials: LumenpayCredentials;
  readonly tokens: Tokens;
  readonly webhooks: WebhookEndpoints;
  /** Our own company's vault: client secrets that an operator of Lumenpay issued, by reference. */
  readonly vault: ReadonlyMap<string, ClientSecret>;
}

interface Inside {
  readonly api: Api;
  readonly clients: Clients;
  readonly tokens: Tokens;
  readonly webhooks: WebhookEndpoints;
  readonly charges: ChargeStore;
}

function addRoutes({ api, clients, tokens, webhooks, charges }: Inside): void {
  api.use(inVersion());
  api.get('/v1/ping', (context) => context.json({ status: 'ok', version: versionOf(context) }));
  api.route('/oauth/token', tokenEndpoint(clients, tokens));
  api.route('/oauth/client_secrets', clientSecretRoutes(clients, tokens));
  api.use('/v1/charges/*', withinQuota(QUOTA, { policy: 'client' }));
  api.use('/v1/charges/*', chargesInVersion());
  api.route('/v1/charges', chargeRoutes(charges, tokens));
  api.route('/v1/webhook_endpoints', webhookRoutes(webhooks, tokens));
}

function open({ seed, log }: Opening): OpenLumenpay {
  const credentials = seededCredentials(seed);
  const clients = new Clients([
    { id: credentials['lumenpay-client-id'], secret: credentials['lumenpay-client-secret'] },
    { id: credentials['order-sync-client-id'], secret: credentials['order-sync-client-secret'] },
  ]);
  const tokens = new Tokens();
  const webhooks = new WebhookEndpoints(credentials['lumenpay-webhook-secret']);
  const charges = new ChargeStore(
    seed,
    (event, charge, client) => void webhooks.tell(event, charge, { client }),
  );
  const vault = new Map<string, ClientSecret>();
  const api = makeApi(log);
  addRoutes({ api, clients, tokens, webhooks, charges });
  const office = { charges, clients, tokens, token: credentials['lumenpay-operator-token'] };
  const deposit = (credentialRef: string, secret: ClientSecret) => void vault.set(credentialRef, secret);
  api.route('/operator', operatorRoutes({ ...office, deposit }));
  return {
    ...{ api, credentials, tokens, webhooks, vault },
    disturbDeliveries: (effect) => webhooks.disturb(effect),
    close: () => webhooks.close(),
  };
}

export const lumenpay: Upstream<OpenLumenpay> = {
  name: 'lumenpay',
  vendor: 'Lumenpay',
  components: ['API', 'Tokens', 'Dashboard'],
  open,
};
