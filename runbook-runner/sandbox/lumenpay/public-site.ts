// Owns what Lumenpay tells the world, beside its API and not behind the fault proxy: a Statuspage-style status page
// and its OpenAPI document.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { ActiveFault } from '../../ports/sandbox.ts';
import type { Leaf } from '../certificates.ts';
import type { Standing } from '../fault-proxy/kinds/kind.ts';
import { listen, shut } from '../listen.ts';
import { problem } from '../problem.ts';

/** A disturbance as the vendor sees it. */
export interface Disturbance extends ActiveFault {
  readonly standing: Standing;
}

interface Options {
  readonly leaf: Leaf;
  /** What disturbs the API now. */
  readonly disturbances: () => readonly Disturbance[];
}

export interface PublicSite {
  readonly url: string;
  close(): Promise<void>;
}

/** The pinned document is what this Lumenpay publishes; it is read anew, so that an edit of either shows. */
const CONTRACT = join(process.cwd(), 'src/content/contracts/lumenpay.openapi.yaml');

/** From good to bad: the page tells the worst. */
const INDICATORS: Readonly<Record<Standing, readonly [indicator: string, description: string]>> = {
  operational: ['none', 'All Systems Operational'],
  degraded_performance: ['minor', 'Degraded Performance'],
  partial_outage: ['major', 'Partial System Outage'],
  major_outage: ['critical', 'Major System Outage'],
};
const STARTED = new Date().toISOString();
const URL_OF_PAGE = 'https://status.lumenpay.example';

const STANDINGS = Object.keys(INDICATORS);

function worstOf(disturbances: readonly Disturbance[]): Disturbance | undefined {
  const badness = ({ standing }: Disturbance) => STANDINGS.indexOf(standing);
  return disturbances.toSorted((a, b) => badness(b) - badness(a))[0];
}

function incidentOf({ fault, startedAt, standing }: Disturbance, indicator: string) {
  return {
    id: fault,
    name: `API: ${standing.replaceAll('_', ' ')}`,
    status: 'investigating',
    impact: indicator,
    created_at: startedAt,
    started_at: startedAt,
    shortlink: `${URL_OF_PAGE}/incidents/${fault}`,
    components: [{ id: 'api', name: 'API', status: standing }],
  };
}

function summaryOf(disturbances: readonly Disturbance[]) {
  const disturbance = worstOf(disturbances);
  const state = disturbance?.standing ?? 'operational';
  const [indicator, description] = INDICATORS[state];
  const updatedAt = disturbance?.startedAt ?? STARTED;
  const incident = disturbance && state !== 'operational' ? [incidentOf(disturbance, indicator)] : [];
  return {
    page: { id: 'lumenpay', name: 'Lumenpay', url: URL_OF_PAGE, updated_at: updatedAt },
    status: { indicator, description },
    components: [
      { id: 'api', name: 'API', status: state },
      { id: 'tokens', name: 'Tokens', status: 'operational' },
      { id: 'dashboard', name: 'Dashboard', status: 'operational' },
    ],
    incidents: incident,
    scheduled_maintenances: [],
  };
}

function makeApp(disturbances: Options['disturbances']): Hono {
  const app = new Hono();
  app.get('/api/v2/summary.json', (context) => context.json(summaryOf(disturbances())));
  app.get('/api/v2/status.json', (context) => {
    const { page, status } = summaryOf(disturbances());
    return context.json({ page, status });
  });
  app.get('/openapi.yaml', async (context) => {
    const text = await readFile(CONTRACT, 'utf8').catch(() => undefined);
    if (text !== undefined) return context.body(text, 200, { 'content-type': 'application/yaml' });
    const detail = 'The sandbox was not started from the root of the repository.';
    return problem(context, { status: 503, code: 'document-missing', title: 'No document', detail });
  });
  app.notFound((context) =>
    problem(context, {
      status: 404,
      code: 'page-unknown',
      title: 'Nothing here',
      detail: 'There is no such page.',
    }),
  );
  return app;
}

export async function startPublicSite({ leaf, disturbances }: Options): Promise<PublicSite> {
  const server = createAdaptorServer({
    fetch: makeApp(disturbances).fetch,
    createServer,
    serverOptions: { cert: leaf.cert, key: leaf.key },
  }) as Server;
  const port = await listen(server);
  return { url: `https://127.0.0.1:${port}`, close: () => shut(server) };
}
