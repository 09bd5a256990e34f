// Owns order-sync's addresses: health, version and metrics for everyone, configuration and log for operators.
import { Hono } from 'hono';
import { problem } from '../problem.ts';
import type { RequestLog } from '../request-log.ts';
import { healthOf } from './health.ts';
import { metricsText, type UpstreamMetrics } from './metrics.ts';
import { configRoutes, logRoutes, operatorOnly } from './operator-routes.ts';
import type { OrderLoop, Parts } from './order-loop.ts';

interface Inside {
  readonly parts: Parts;
  readonly loop: OrderLoop;
  readonly metrics: UpstreamMetrics;
  readonly log: RequestLog;
  readonly operatorToken: string;
}

const VERSION = { name: 'order-sync', version: '1.0.0', upstream: { lumenpay: '2026-03-01' } };
const PROMETHEUS = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

export function makeApp({ parts, loop, metrics, log, operatorToken }: Inside): Hono {
  const app = new Hono();
  app.use(log.middleware());
  app.get('/health', (context) => context.json(healthOf(parts, loop)));
  app.get('/version', (context) => context.json({ ...VERSION, revision: parts.settings.current.revision }));
  app.get('/metrics', (context) =>
    context.body(metricsText(healthOf(parts, loop), loop.failed, metrics), 200, PROMETHEUS),
  );
  app.use('/config/*', operatorOnly(operatorToken));
  app.use('/log', operatorOnly(operatorToken));
  app.route('/config', configRoutes(parts.settings));
  app.route('/log', logRoutes(parts.log));
  app.notFound((context) =>
    problem(context, {
      status: 404,
      code: 'address-unknown',
      title: 'Nothing here',
      detail: 'order-sync does not answer this address.',
    }),
  );
  return app;
}
