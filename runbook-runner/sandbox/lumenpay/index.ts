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
import { CLIENT_QUOTA, withinQuota } from './quota.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { type Client, Tokens } from './tokens.ts';
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

function makeApp(
  seed: number,
  { tokens, log, webhooks }: Pick<Lumenpay, 'tokens' | 'log' | 'webhooks'>,
): Hono {
  const charges = new ChargeStore(seed, (event, charge) => void webhooks.tell(event, charge));

  const app = new Hono();
  app.use(log.middleware());
  app.use(async (context, next) => {
    context.header('x-request-id', `req_${randomUUID()}`);
    context.header('lumenpay-version', API_VERSION);
    await next();
  });
  app.get('/v1/ping', (context) => context.json({ status: 'ok', version: API_VERSION }));
  app.route('/oauth/token', tokenEndpoint(tokens));
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

export async function startLumenpay(options: {
  readonly seed: number;
  readonly client: Client;
  /** `whsec_` and base64; signs every webhook. */
  readonly webhookSecret: string;
  readonly leaf: Leaf;
}): Promise<Lumenpay> {
  const log = new RequestLog('lumenpay');
  const tokens = new Tokens(options.client);
  const webhooks = new WebhookEndpoints(options.webhookSecret);
  const app = makeApp(options.seed, { tokens, log, webhooks });
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
