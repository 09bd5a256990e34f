// Owns what Lumenpay tells the world, beside its API and not behind the fault proxy: a Statuspage-style status page
// and its OpenAPI document.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { ActiveFault } from '../../ports/sandbox.ts';
import type { Leaf } from '../certificates.ts';
import { listen, shut } from '../listen.ts';
import { problem } from '../problem.ts';

/** A disturbance as the vendor sees it. */
export interface Disturbance extends ActiveFault {
  readonly kind: string;
}

interface Options {
  readonly leaf: Leaf;
  /** What disturbs the API now, if anything does. */
  readonly disturbance: () => Disturbance | undefined;
}

export interface PublicSite {
  readonly url: string;
  close(): Promise<void>;
}

/** The pinned document is what this Lumenpay publishes; it is read anew, so that an edit of either shows. */
const CONTRACT = join(process.cwd(), 'src/content/contracts/lumenpay.openapi.yaml');

/** State of the API under each kind of fault. Of a drift the vendor knows nothing: it is the vendor's own doing. */
const STATES: Readonly<Record<string, string>> = {
  latency: 'degraded_performance',
  status: 'partial_outage',
  'schema-drift': 'operational',
};
const INDICATORS: Readonly<Record<string, readonly [indicator: string, description: string]>> = {
  operational: ['none', 'All Systems Operational'],
  degraded_performance: ['minor', 'Degraded Performance'],
  partial_outage: ['major', 'Partial System Outage'],
  major_outage: ['critical', 'Major System Outage'],
};
const STARTED = new Date().toISOString();
const URL_OF_PAGE = 'https://status.lumenpay.example';

function incidentOf({ fault, startedAt }: Disturbance, state: string, indicator: string) {
  return {
    id: fault,
    name: `API: ${state.replaceAll('_', ' ')}`,
    status: 'investigating',
    impact: indicator,
    created_at: startedAt,
    started_at: startedAt,
    shortlink: `${URL_OF_PAGE}/incidents/${fault}`,
    components: [{ id: 'api', name: 'API', status: state }],
  };
}

function summaryOf(disturbance: Disturbance | undefined) {
  const state = disturbance === undefined ? 'operational' : (STATES[disturbance.kind] ?? 'major_outage');
  const [indicator = '', description = ''] = INDICATORS[state] ?? [];
  const updatedAt = disturbance?.startedAt ?? STARTED;
  const incident = disturbance && state !== 'operational' ? [incidentOf(disturbance, state, indicator)] : [];
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

function makeApp(disturbance: Options['disturbance']): Hono {
  const app = new Hono();
  app.get('/api/v2/summary.json', (context) => context.json(summaryOf(disturbance())));
  app.get('/api/v2/status.json', (context) => {
    const { page, status } = summaryOf(disturbance());
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

export async function startPublicSite({ leaf, disturbance }: Options): Promise<PublicSite> {
  const server = createAdaptorServer({
    fetch: makeApp(disturbance).fetch,
    createServer,
    serverOptions: { cert: leaf.cert, key: leaf.key },
  }) as Server;
  const port = await listen(server);
  return { url: `https://127.0.0.1:${port}`, close: () => shut(server) };
}
