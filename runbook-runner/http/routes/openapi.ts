// GET /api/openapi.json: the document of this API, generated from the same schemas that guard it.
import { createRoute, z } from '@hono/zod-openapi';
import { access, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';

const document = createRoute({
  method: 'get',
  path: '/api/openapi.json',
  summary: 'This document',
  ...access('open'),
  responses: { 200: json(z.record(z.string(), z.unknown()), 'OpenAPI 3.1.'), ...problems },
});

export function addOpenApi(app: EdgeApp, { version }: Edge): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'pairing', {
    type: 'http',
    scheme: 'bearer',
    description: 'Token of a paired browser; works from the origin that it was paired on.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'control', {
    type: 'http',
    scheme: 'bearer',
    description: "Token of the owner's terminal, from the state folder; refused from any page.",
  });
  let made: Record<string, unknown> | undefined;
  app.openapi(document, (c) => {
    made ??= { ...app.getOpenAPI31Document({ openapi: '3.1.0', info: info(version) }) };
    return c.json(made, 200);
  });
}

const info = (version: string) => ({
  title: 'Playbook runner',
  version,
  description:
    'Runs the checks and actions of a playbook on this machine. Every request that is not a GET carries ' +
    '`Content-Type: application/json` and `X-Playbook-Client: 1`.',
});
