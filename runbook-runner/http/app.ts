// The API: every gate in its order, then the routes. Order: Host, Origin, method and type, token, schema, seal, idempotency, queue.
import { OpenAPIHono } from '@hono/zod-openapi';
import { PlaybookError } from '../errors/index.ts';
import type { Edge, EdgeApp, EdgeEnv } from './edge.ts';
import { bodyGate } from './gates/body.ts';
import { methodGate } from './gates/method.ts';
import { originGate } from './gates/origin.ts';
import { schemaRefused } from './gates/schema.ts';
import { tokenGate } from './gates/token.ts';
import { asPlaybookError, problemResponse } from './problem.ts';
import { routeTable } from './route-table.ts';
import { routes } from './routes/index.ts';

export interface AppParts extends Edge {
  readonly controlToken: string;
  readonly origins: ReadonlySet<string>;
}

export function createApp(parts: AppParts): EdgeApp {
  const app: EdgeApp = new OpenAPIHono<EdgeEnv>({ defaultHook: schemaRefused });
  let table: ReturnType<typeof routeTable> | undefined;
  app.onError((error) => {
    const known = asPlaybookError(error);
    if (known.code === 'internal') parts.report(error);
    return problemResponse(known);
  });
  app.notFound(() => problemResponse(new PlaybookError('not_found', 'Nothing is at this address.')));
  app.use(
    '/api/*',
    originGate(parts.origins),
    methodGate(() => (table ??= routeTable(app))),
    tokenGate({ pairings: parts.pairings, controlToken: parts.controlToken, owner: parts.runner.owner }),
    bodyGate,
  );
  for (const add of routes) add(app, parts);
  return app;
}
