// POST /api/checks/{id}/runs: runs a check and streams what it sees. It ends when the page goes away.
import { createRoute, z } from '@hono/zod-openapi';
import { body, lines, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { sealGate } from '../gates/seal.ts';
import { ndjson } from '../ndjson.ts';
import { CheckRequest, Name } from '../schemas/requests.ts';
import { CheckEvent } from '../schemas/results.ts';

const run = createRoute({
  method: 'post',
  path: '/api/checks/{id}/runs',
  summary: 'Run a check',
  request: { params: z.strictObject({ id: Name.describe('Id of the check.') }), body: body(CheckRequest) },
  responses: { 200: lines(CheckEvent, 'The run.'), ...problems },
});

export function addChecks(app: EdgeApp, { runner, queue, report }: Edge): void {
  app.openapi(run, async (c) => {
    const { id: check } = c.req.valid('param');
    const { page: _page, seal: _seal, force, ...asked } = c.req.valid('json');
    const { page, stale } = await sealGate(runner, c.req.valid('json'));
    const order = { ...asked, check, page, actor: c.get('actor'), withinQuota: !force };
    return ndjson(
      c.req.raw,
      (emit, signal) => {
        const work = () => runner.check({ ...order, signal }, emit);
        return stale && !asked.asItIsNow ? work() : queue.run(work);
      },
      report,
    );
  });
}
