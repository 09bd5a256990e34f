// What was recorded: the latest runs, and one run.
import { createRoute, z } from '@hono/zod-openapi';
import { json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { RunId, RunsQuery } from '../schemas/requests.ts';
import { RunRecordValue } from '../schemas/results.ts';

const list = createRoute({
  method: 'get',
  path: '/api/runs',
  summary: 'The latest runs',
  request: { query: RunsQuery },
  responses: { 200: json(z.strictObject({ runs: z.array(RunRecordValue) }), 'Newest first.'), ...problems },
});
const one = createRoute({
  method: 'get',
  path: '/api/runs/{id}',
  summary: 'One run',
  request: { params: z.strictObject({ id: RunId }) },
  responses: { 200: json(RunRecordValue, 'The run as it was recorded.'), ...problems },
});

export function addRuns(app: EdgeApp, { runner }: Edge): void {
  app.openapi(list, async (c) => c.json({ runs: [...(await runner.runs(c.req.valid('query')))] }, 200));
  app.openapi(one, async (c) => c.json(await runner.run(c.req.valid('param').id), 200));
}
