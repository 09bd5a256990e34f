// Owns what a vendor tells the world, beside its API and not behind the fault proxy: a Statuspage-style status page
// and its OpenAPI document.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { ActiveFault } from '../ports/sandbox.ts';
import type { Standing } from './fault-proxy/kinds/kind.ts';
import { problem } from './problem.ts';
import type { Upstream } from './upstream.ts';

/** A disturbance as the vendor sees it. */
export interface Disturbance extends ActiveFault {
  readonly standing: Standing;
}

interface About extends Pick<Upstream, 'name' | 'vendor' | 'components'> {
  /** What disturbs the API now. */
  readonly disturbances: () => readonly Disturbance[];
}

/** From good to bad: the page tells the worst. */
const INDICATORS: Readonly<Record<Standing, readonly [indicator: string, description: string]>> = {
  operational: ['none', 'All Systems Operational'],
  degraded_performance: ['minor', 'Degraded Performance'],
  partial_outage: ['major', 'Partial System Outage'],
  major_outage: ['critical', 'Major System Outage'],
};
const STARTED = new Date().toISOString();

/** The pinned document is what a vendor publishes; it is read anew, so that an edit of either shows. */
const contractOf = (name: string): string =>
  join(process.cwd(), `src/content/contracts/${name}.openapi.yaml`);

const idOf = (component: string): string => component.toLowerCase().replaceAll(' ', '-');

const STANDINGS = Object.keys(INDICATORS);

function worstOf(disturbances: readonly Disturbance[]): Disturbance | undefined {
  const badness = ({ standing }: Disturbance) => STANDINGS.indexOf(standing);
  return disturbances.toSorted((a, b) => badness(b) - badness(a))[0];
}

function incidentOf({ fault, startedAt, standing }: Disturbance, page: string, component: string) {
  return {
    id: fault,
    name: `${component}: ${standing.replaceAll('_', ' ')}`,
    status: 'investigating',
    impact: INDICATORS[standing][0],
    created_at: startedAt,
    started_at: startedAt,
    shortlink: `${page}/incidents/${fault}`,
    components: [{ id: idOf(component), name: component, status: standing }],
  };
}

function summaryOf({ name, vendor, components, disturbances }: About) {
  const disturbance = worstOf(disturbances());
  const state = disturbance?.standing ?? 'operational';
  const [indicator, description] = INDICATORS[state];
  const [api = 'API'] = components;
  const page = `https://status.${name}.example`;
  return {
    page: { id: name, name: vendor, url: page, updated_at: disturbance?.startedAt ?? STARTED },
    status: { indicator, description },
    components: components.map((one) => ({
      id: idOf(one),
      name: one,
      status: one === api ? state : 'operational',
    })),
    incidents: disturbance && state !== 'operational' ? [incidentOf(disturbance, page, api)] : [],
    scheduled_maintenances: [],
  };
}

export function publicSite(about: About): Hono {
  const app = new Hono();
  app.get('/api/v2/summary.json', (context) => context.json(summaryOf(about)));
  app.get('/api/v2/status.json', (context) => {
    const { page, status } = summaryOf(about);
    return context.json({ page, status });
  });
  app.get('/openapi.yaml', async (context) => {
    const text = await readFile(contractOf(about.name), 'utf8').catch(() => undefined);
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
