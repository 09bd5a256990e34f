// Owns Lumenpay, the payments API of the sandbox: a real HTTPS server, described by contracts/lumenpay.openapi.yaml.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Leaf } from '../certificates.ts';
import { listen, shut } from '../listen.ts';
import { problem } from '../problem.ts';
import { RequestLog } from '../request-log.ts';
import { chargeRoutes } from './charge-routes.ts';
import { ChargeStore } from './charge-store.ts';
import { clientSecretRoutes } from './client-secret-routes.ts';
import { type Client, type ClientSecret, Clients } from './clients.ts';
import { operatorRoutes } from './operator-routes.ts';
import { CLIENT_QUOTA, withinQuota } from './quota.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { Tokens } from './tokens.ts';
import { WebhookEndpoints } from './webhooks/endpoints.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** The dated version that this Lumenpay speaks. */
const API_VERSION = '2026-03-01';

export interface Lumenpay {
  readonly url: string;
  readonly log: RequestLog;
  readonly tokens: Tokens;
  readonly webhooks: WebhookEndpoints;
  close(): Promise<void>;
}

interface Options {
  readonly seed: number;
  readonly clients: readonly Client[];
  /** `whsec_` and base64; signs every webhook. */
  readonly webhookSecret: string;
  readonly leaf: Leaf;
  readonly operatorToken: string;
  /** Puts a secret that was issued by an operator into the vault of the client's company. */
  readonly deposit: (credentialRef: string, secret: ClientSecret) => void;
}

function makeApp(
  { seed, deposit, ...options }: Options,
  { tokens, log, webhooks }: Pick<Lumenpay, 'tokens' | 'log' | 'webhooks'>,
): Hono {
  const charges = new ChargeStore(
    seed,
    (event, charge, client) => void webhooks.tell(event, charge, { client }),
  );
  const clients = new Clients(options.clients);
  const app = new Hono();
  app.use(log.middleware());
  app.use(async (context, next) => {
    context.header('x-request-id', `req_${randomUUID()}`);
    context.header('lumenpay-version', API_VERSION);
    await next();
  });
  app.get('/v1/ping', (context) => context.json({ status: 'ok', version: API_VERSION }));
  app.route('/oauth/token', tokenEndpoint(clients, tokens));
  app.route('/oauth/client_secrets', clientSecretRoutes(clients, tokens));
  app.route('/operator', operatorRoutes({ clients, tokens, deposit, token: options.operatorToken }));
  app.use('/v1/charges/*', withinQuota(CLIENT_QUOTA));
  app.route('/v1/charges', chargeRoutes(charges, tokens));
  app.route('/v1/webhook_endpoints', webhookRoutes(webhooks, tokens));
  app.notFound((context) =>
    problem(context, {
      status: 404,
      code: 'address-unknown',
      title: 'Nothing here',
      detail: `${context.req.method} ${context.req.path.slice(0, 80)} is not part of this API.`,
    }),
  );
  return app;
}

export async function startLumenpay(options: Options): Promise<Lumenpay> {
  const log = new RequestLog('lumenpay');
  const tokens = new Tokens();
  const webhooks = new WebhookEndpoints(options.webhookSecret);
  const app = makeApp(options, { tokens, log, webhooks });
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: { cert: options.leaf.cert, key: options.leaf.key },
  }) as Server;
  server.keepAliveTimeout = 60_000; // longer than the proxy in front keeps its connections
  const port = await listen(server);
  return {
    url: `https://127.0.0.1:${port}`,
    ...{ log, tokens, webhooks },
    async close() {
      webhooks.close();
      await shut(server);
    },
  };
}
