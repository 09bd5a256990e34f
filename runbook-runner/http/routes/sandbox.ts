// The sandbox from a page: what disturbs it, inject a declared fault, clear.
import { createRoute, z } from '@hono/zod-openapi';
import { faultOrder } from '../../core/fault-order.ts';
import { find } from '../../core/find.ts';
import { body, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { SandboxAnswer } from '../schemas/answers.ts';
import { ClearRequest, FaultRequest } from '../schemas/requests.ts';
import { ActiveFaultValue } from '../schemas/results.ts';

const look = createRoute({
  method: 'get',
  path: '/api/sandbox',
  summary: 'The sandbox, its active faults and the declared ones',
  responses: { 200: json(SandboxAnswer, 'The sandbox.'), ...problems },
});
const inject = createRoute({
  method: 'post',
  path: '/api/sandbox/faults',
  summary: 'Inject a declared fault',
  request: { body: body(FaultRequest) },
  responses: { 201: json(ActiveFaultValue, 'The fault, with the time that it ends by itself.'), ...problems },
});
const clear = createRoute({
  method: 'post',
  path: '/api/sandbox/clear',
  summary: 'End a fault, or every one',
  request: { body: body(ClearRequest) },
  responses: {
    200: json(z.strictObject({ cleared: z.array(ActiveFaultValue) }), 'Those that ended.'),
    ...problems,
  },
});

export function addSandbox(app: EdgeApp, { runner }: Edge): void {
  app.openapi(look, async (c) => {
    const [status, { faults }] = await Promise.all([runner.sandbox.status(), runner.playbook()]);
    const available = [...faults.values()].map(({ id, title, expect }) => ({ id, title, expect }));
    return c.json({ running: status !== undefined, faults: [...(status?.faults ?? [])], available }, 200);
  });
  app.openapi(inject, async (c) => {
    const { faults } = await runner.playbook();
    const fault = find('fault', faults, c.req.valid('json').fault);
    return c.json(await runner.sandbox.inject(faultOrder(fault)), 201);
  });
  app.openapi(clear, async (c) => {
    const { fault } = c.req.valid('json');
    return c.json({ cleared: [...(await runner.sandbox.clear(fault))] }, 200);
  });
}
