// Owns order-sync, our consumer of Lumenpay in the sandbox: plain HTTP on loopback, described by
// contracts/order-sync.openapi.yaml.
import { createServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { listen, shut } from '../listen.ts';
import { RequestLog } from '../request-log.ts';
import { makeApp } from './app.ts';
import { EventLog } from './event-log.ts';
import { type Health, healthOf } from './health.ts';
import { UpstreamMetrics } from './metrics.ts';
import { OrderBook } from './order-book.ts';
import { OrderLoop, type Parts } from './order-loop.ts';
import { orderSource } from './order-source.ts';
import { OutcomeWindow } from './outcome-window.ts';
import { Pacer } from './pacer.ts';
import { PreflightGate } from './preflight-gate.ts';
import { type Revision, Settings } from './settings.ts';
import { Upstream } from './upstream.ts';
import { webhookRoutes } from './webhooks.ts';

export interface OrderSync {
  readonly url: string;
  readonly log: RequestLog;
  health(): Health;
  close(): Promise<void>;
}

interface Options {
  readonly seed: number;
  /** Lumenpay as this consumer reaches it: the fault proxy. */
  readonly upstreamUrl: string;
  readonly ca: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly operatorToken: string;
  /** Verifies Lumenpay's webhooks. */
  readonly webhookSecret: string;
}

/** What a new configuration changes at once: pace, window and queue. */
function apply(revision: Revision, parts: Omit<Parts, 'settings'>): void {
  parts.pacer.setRate(revision.config.throttle.requestsPerSecond);
  parts.window.restart(performance.now());
  parts.book.retryNow();
  parts.log.write({
    level: 'info',
    event: 'config.changed',
    revision: revision.revision,
    detail: revision.change,
  });
}

function assemble(options: Options, metrics: UpstreamMetrics): { parts: Parts; loop: OrderLoop } {
  const { upstreamUrl: url, ca, client } = options;
  const log = new EventLog();
  const upstream = new Upstream({ url, ca, client, metrics });
  const gate = new PreflightGate({
    url,
    ca,
    authorize: () => upstream.authorize(),
    onChange: (open, failed) =>
      log.write({
        level: open ? 'info' : 'error',
        event: open ? 'preflight.passed' : 'preflight.failed',
        revision: settings.current.revision,
        ...(open ? {} : { detail: failed.map(({ check, code }) => `${check}: ${code}`).join(', ') }),
      }),
  });
  const inner = {
    book: new OrderBook(),
    window: new OutcomeWindow(),
    pacer: new Pacer(),
    gate,
    upstream,
    log,
  };
  const rest = { ...inner, nextOrder: orderSource(options.seed) };
  const settings = new Settings((revision) => {
    apply(revision, rest);
    void loop.work();
  });
  const parts: Parts = { ...rest, settings };
  const loop = new OrderLoop(parts);
  return { parts, loop };
}

/** Starts the consumer: preflight first, then the cache, then the order loop. */
export async function startOrderSync(options: Options): Promise<OrderSync> {
  const metrics = new UpstreamMetrics();
  const { parts, loop } = assemble(options, metrics);
  const log = new RequestLog('order-sync');
  const app = makeApp({ parts, loop, metrics, log, operatorToken: options.operatorToken });
  const revision = () => parts.settings.current.revision;
  app.route('/webhooks', webhookRoutes({ secret: options.webhookSecret, log: parts.log, revision }));
  const server = createAdaptorServer({ fetch: app.fetch, createServer }) as ReturnType<typeof createServer>;
  const port = await listen(server);
  await parts.gate.run();
  await loop.start();
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    health: () => healthOf(parts, loop),
    async close() {
      loop.stop();
      parts.gate.stop();
      await shut(server);
      await parts.upstream.close();
    },
  };
}
