// GET /api/runs/{id}/har: what a run sent and got, as a HAR file to save: for the desk of a vendor, or a browser.
import { createRoute, z } from '@hono/zod-openapi';
import { attachment } from '../attachment.ts';
import { file, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { RunId } from '../schemas/requests.ts';

const har = createRoute({
  method: 'get',
  path: '/api/runs/{id}/har',
  summary: 'The exchanges of a run, as a HAR file',
  request: { params: z.strictObject({ id: RunId }) },
  responses: {
    200: file('HAR 1.2: the exchanges of the run and of all that ran in it, redacted as they were recorded.'),
    ...problems,
  },
});

export function addRunHar(app: EdgeApp, { runner }: Edge): void {
  app.openapi(har, async (c) => {
    const { id } = c.req.valid('param');
    return attachment(JSON.stringify(await runner.har([id]), null, 2), `${id}.har`);
  });
}
