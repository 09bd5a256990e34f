// POST /api/actions/{id}/runs: makes a change, or shows it. Once begun it completes, whoever goes away.
import { createRoute, z } from '@hono/zod-openapi';
import { body, KEYED, lines, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { idempotencyKey } from '../gates/idempotency.ts';
import { requireSeal, sealGate } from '../gates/seal.ts';
import { ndjson } from '../ndjson.ts';
import { ActionRequest, Name } from '../schemas/requests.ts';
import { ActionEvent } from '../schemas/results.ts';

const run = createRoute({
  method: 'post',
  path: '/api/actions/{id}/runs',
  summary: 'Take an action, or show the exact change',
  description: KEYED,
  request: { params: z.strictObject({ id: Name.describe('Id of the action.') }), body: body(ActionRequest) },
  responses: { 200: lines(ActionEvent, 'The run.'), ...problems },
});

export function addActions(app: EdgeApp, { runner, queue, report }: Edge): void {
  app.openapi(run, async (c) => {
    const { id: action } = c.req.valid('param');
    const { page: _page, seal: _seal, ...asked } = c.req.valid('json');
    requireSeal(c.req.valid('json'), c.get('origin'));
    const { page, stale } = await sealGate(runner, c.req.valid('json'));
    const asPlanned = { ...asked, action, page, actor: c.get('actor') };
    // Without a key and a place in the queue nothing may act, not even when the files change back meanwhile.
    if (stale) return ndjson(c.req.raw, () => runner.act({ ...asPlanned, dryRun: true }), report);
    const order = { ...asPlanned, idempotencyKey: idempotencyKey(c.req.header('idempotency-key')) };
    return ndjson(c.req.raw, (emit) => queue.run(() => runner.act(order, emit)), report);
  });
}
