// POST /api/scenarios/{id}/decisions/{decision}: what the recorded results say: proceed, escalate or roll back.
import { createRoute, z } from '@hono/zod-openapi';
import { body, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { pageOf } from '../gates/seal.ts';
import { DecisionRequest, Name } from '../schemas/requests.ts';
import { DecisionResultValue } from '../schemas/results.ts';

const decide = createRoute({
  method: 'post',
  path: '/api/scenarios/{id}/decisions/{decision}',
  summary: 'Decide by the latest results',
  request: {
    params: z.strictObject({
      id: Name.describe('Id of the scenario.'),
      decision: Name.describe('Id of the decision in it.'),
    }),
    body: body(DecisionRequest),
  },
  responses: { 200: json(DecisionResultValue, 'The verdict, and why.'), ...problems },
});

export function addDecisions(app: EdgeApp, { runner }: Edge): void {
  app.openapi(decide, async (c) => {
    const { id: scenario, decision } = c.req.valid('param');
    const { page: _page, seal: _seal, ...asked } = c.req.valid('json');
    const page = pageOf(c.req.valid('json'));
    return c.json(await runner.decide({ ...asked, scenario, decision, page, actor: c.get('actor') }), 200);
  });
}
