// GET /api/runs/{id}/body: the upstream's body as a file to save. Never shown: it may be a page with a script.
import { createRoute, z } from '@hono/zod-openapi';
import { PlaybookError } from '../../errors/index.ts';
import { Exchange } from '../../ports/result.ts';
import { attachment } from '../attachment.ts';
import { file, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { RunId } from '../schemas/requests.ts';

const Evidence = z.object({ exchange: Exchange });

const body = createRoute({
  method: 'get',
  path: '/api/runs/{id}/body',
  summary: "The upstream's body, as a file",
  request: { params: z.strictObject({ id: RunId }) },
  responses: {
    200: file('The body as it was recorded: redacted, and cut at 64 KiB.'),
    ...problems,
  },
});

export function addRunBody(app: EdgeApp, { runner }: Edge): void {
  app.openapi(body, async (c) => {
    const { id } = c.req.valid('param');
    const { result } = await runner.run(id);
    const response = Evidence.safeParse(result).data?.exchange.response;
    if (response === undefined) throw new PlaybookError('not_found', 'The run recorded no body.');
    return attachment(response.body, `${id}.txt`);
  });
}
