// GET /api/health: is this a runner, which one, and can its playbook be read. Open, and quick under any load.
import { createRoute } from '@hono/zod-openapi';
import { access, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { Health } from '../schemas/answers.ts';

const health = createRoute({
  method: 'get',
  path: '/api/health',
  summary: 'Whether a runner answers here, and with which playbook',
  ...access('open'),
  responses: { 200: json(Health, 'The runner is there.'), ...problems },
});

export function addHealth(app: EdgeApp, { runner, version }: Edge): void {
  app.openapi(health, async (c) => {
    const digest = await runner.playbook().then(
      (playbook) => playbook.digest,
      () => null,
    );
    return c.json({ runner: 'playbook' as const, version, digest, ready: digest !== null }, 200);
  });
}
