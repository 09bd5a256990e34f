// Runs of scenarios: begin or take up one, look at it, finish it.
import { createRoute, z } from '@hono/zod-openapi';
import { body, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { pageOf } from '../gates/seal.ts';
import { Name, RunId, ScenarioRequest } from '../schemas/requests.ts';
import { ScenarioRunValue } from '../schemas/results.ts';

const answer = { 200: json(ScenarioRunValue, 'The run, with what ran in it.'), ...problems };
const runParam = z.strictObject({ id: RunId });

const follow = createRoute({
  method: 'post',
  path: '/api/scenarios/{id}/runs',
  summary: 'Begin a run of a scenario, or take up the one that still runs in this environment',
  request: {
    params: z.strictObject({ id: Name.describe('Id of the scenario.') }),
    body: body(ScenarioRequest),
  },
  responses: answer,
});
const look = createRoute({
  method: 'get',
  path: '/api/scenario-runs/{id}',
  summary: 'A run of a scenario',
  request: { params: runParam },
  responses: answer,
});
const finish = createRoute({
  method: 'post',
  path: '/api/scenario-runs/{id}/finish',
  summary: 'Finish a run of a scenario',
  request: { params: runParam },
  responses: answer,
});

export function addScenarios(app: EdgeApp, { runner }: Edge): void {
  app.openapi(follow, async (c) => {
    const { environment, ...sealed } = c.req.valid('json');
    const page = pageOf(sealed);
    const asked = { environment, page, actor: c.get('actor') };
    return c.json(await runner.follow(c.req.valid('param').id, asked), 200);
  });
  app.openapi(look, async (c) => c.json(await runner.scenarioRun(c.req.valid('param').id), 200));
  app.openapi(finish, async (c) => c.json(await runner.finish(c.req.valid('param').id, c.get('actor')), 200));
}
