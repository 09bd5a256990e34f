// POST /api/runs/{id}/undo: takes a finished action back. Once begun it completes, whoever goes away.
import { createRoute, z } from '@hono/zod-openapi';
import { body, lines, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { idempotencyKey } from '../gates/idempotency.ts';
import { pageOf } from '../gates/seal.ts';
import { ndjson } from '../ndjson.ts';
import { RunId, UndoRequest } from '../schemas/requests.ts';
import { ActionEvent } from '../schemas/results.ts';

const undo = createRoute({
  method: 'post',
  path: '/api/runs/{id}/undo',
  summary: 'Undo an action',
  description: 'Needs the header `Idempotency-Key`.',
  request: { params: z.strictObject({ id: RunId }), body: body(UndoRequest) },
  responses: { 200: lines(ActionEvent, 'The undoing run.'), ...problems },
});

export function addUndo(app: EdgeApp, { runner, queue, report }: Edge): void {
  app.openapi(undo, (c) => {
    const { id } = c.req.valid('param');
    const { parent, confirm, reason, ...sealed } = c.req.valid('json');
    const page = pageOf(sealed);
    const key = idempotencyKey(c.req.header('idempotency-key'));
    const order = { page, parent, confirm, reason, actor: c.get('actor'), idempotencyKey: key };
    return ndjson(c.req.raw, () => queue.run(() => runner.undo(id, order)), report);
  });
}
