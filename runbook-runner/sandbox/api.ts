// Owns what every API of the sandbox does with every request: logs it, gives it an id, and says no to what it has not.
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { problem } from './problem.ts';
import type { RequestLog } from './request-log.ts';
import type { Api } from './upstream.ts';

export function makeApi(log: RequestLog): Api {
  const api: Api = new Hono();
  api.use(log.middleware());
  api.use(async (context, next) => {
    context.header('x-request-id', `req_${randomUUID()}`);
    await next();
  });
  api.notFound((context) =>
    problem(context, {
      status: 404,
      code: 'address-unknown',
      title: 'Nothing here',
      detail: `${context.req.method} ${context.req.path.slice(0, 80)} is not part of this API.`,
    }),
  );
  return api;
}
