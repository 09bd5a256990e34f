// Owns order-sync, our consumer of the upstreams in the sandbox: plain HTTP on loopback, described by
// contracts/order-sync.openapi.yaml.
import { createServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { listen, shut } from '../listen.ts';
import { RequestLog } from '../request-log.ts';
import { makeApp } from './app.ts';
import { type Health, healthOf } from './health.ts';
import { makeService, type ServiceOptions } from './service.ts';
import { webhookRoutes } from './webhooks.ts';

export interface OrderSync {
  readonly url: string;
  readonly log: RequestLog;
  health(): Health;
  close(): Promise<void>;
}

interface Options extends ServiceOptions {
  readonly operatorToken: string;
  /** Verifies Lumenpay's webhooks. */
  readonly webhookSecret: string;
}

/** Starts the consumer: preflight first, then the cache, then the order loop. */
export async function startOrderSync({ operatorToken, ...options }: Options): Promise<OrderSync> {
  const service = makeService(options);
  const log = new RequestLog('order-sync');
  const app = makeApp({ service, log, operatorToken });
  app.route('/webhooks', webhookRoutes({ ...service, secret: options.webhookSecret }));
  const server = createAdaptorServer({ fetch: app.fetch, createServer }) as ReturnType<typeof createServer>;
  const port = await listen(server);
  await service.start();
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    health: () => healthOf(service.vitals),
    async close() {
      await shut(server);
      await service.stop();
    },
  };
}
