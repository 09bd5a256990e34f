// Owns order-sync's addresses: health, version and metrics for everyone, the rest for operators.
import { Hono } from 'hono';
import { operatorOnly } from '../operator-only.ts';
import { problem } from '../problem.ts';
import type { RequestLog } from '../request-log.ts';
import { configRoutes } from './config-routes.ts';
import { healthOf } from './health.ts';
import { keyRoutes } from './key-routes.ts';
import { loggingRoutes, logRoutes } from './log-routes.ts';
import { metricsText } from './metrics.ts';
import { orderRoutes } from './order-routes.ts';
import type { Service } from './service.ts';

interface Inside {
  readonly service: Service;
  readonly log: RequestLog;
  readonly operatorToken: string;
}

const VERSION = { name: 'order-sync', version: '2.0.0' };
const PROMETHEUS = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
const OPERATED = ['config', 'log', 'logging', 'keys', 'orders', 'quarantine', 'reconcile', 'conservation'];

function openRoutes({ vitals, metrics, settings }: Service): Hono {
  return new Hono()
    .get('/health', (context) => context.json(healthOf(vitals)))
    .get('/version', (context) => {
      const { revision, config } = settings.current;
      const pinned = Object.entries(config.versions).filter(([, version]) => version !== null);
      return context.json({ ...VERSION, upstream: Object.fromEntries(pinned), revision });
    })
    .get('/metrics', (context) =>
      context.body(metricsText(healthOf(vitals), vitals.loop.failed, metrics), 200, PROMETHEUS),
    );
}

export function makeApp({ service, log, operatorToken }: Inside): Hono {
  const app = new Hono();
  app.use(log.middleware());
  app.route('/', openRoutes(service));
  for (const path of OPERATED) app.use(`/${path}/*`, operatorOnly(operatorToken));
  app.route('/config', configRoutes(service.settings, service.desk));
  app.route('/log', logRoutes(service.log));
  app.route('/logging', loggingRoutes(service.logging, service.log));
  app.route('/keys', keyRoutes(service.rotations));
  app.route('/', orderRoutes(service));
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
