// Owns order-sync's operator endpoints: read and change the configuration, roll back, read the log. Bearer only.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { IdempotentReplies } from '../idempotency.ts';
import { problem } from '../problem.ts';
import type { EventLog } from './event-log.ts';
import { Degraded, Fallback, type Revision, Rollback, type Settings, Throttle } from './settings.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const Limit = z.coerce.number().int().min(1).max(5_000).default(500);

export function operatorOnly(token: string): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (context, next) => {
    if (timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) return next();
    return problem(context, {
      status: 401,
      code: 'operator-token-refused',
      title: 'Operator token needed',
      detail: 'Send the operator token as a bearer token.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  };
}

const unprocessable = (context: Context, code: string, detail: string): Response =>
  problem(context, { status: 422, code, title: 'Request refused', detail });

/** Handles a change: validates the body, applies it once a key, answers the revision in force. */
function changing<Body>(
  replies: IdempotentReplies,
  schema: z.ZodType<Body>,
  apply: (body: Body) => Revision,
) {
  return async (context: Context): Promise<Response> => {
    const body = schema.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return unprocessable(context, 'request-invalid', z.prettifyError(body.error));
    const request = [context.req.method, context.req.path, body.data];
    const answer = replies.answer(context.req.header('idempotency-key'), request, () => ({
      status: 200,
      body: apply(body.data),
    }));
    if (answer.kind === 'mismatch')
      return unprocessable(context, 'idempotency-key-reused', 'The key was used before for another request.');
    if (answer.kind === 'replayed') context.header('idempotent-replayed', 'true');
    return context.json(answer.reply.body as Record<string, unknown>, 200);
  };
}

export function configRoutes(settings: Settings): Hono {
  const replies = new IdempotentReplies();
  const known = Rollback.refine(({ revision }) => settings.has(revision), 'there is no such revision');
  return new Hono()
    .get('/', (context) => context.json(settings.current))
    .get('/revisions', (context) => context.json({ data: settings.all }))
    .put(
      '/fallback',
      changing(replies, Fallback, (fallback) => settings.change(`fallback ${fallback.mode}`, { fallback })),
    )
    .put(
      '/throttle',
      changing(replies, Throttle, (throttle) =>
        settings.change(
          throttle.requestsPerSecond === null ? 'throttle off' : `throttle ${throttle.requestsPerSecond}/s`,
          { throttle },
        ),
      ),
    )
    .put(
      '/degraded',
      changing(replies, Degraded, (degraded) =>
        settings.change(`degraded mode ${degraded.mode}`, { degraded }),
      ),
    )
    .post(
      '/rollback',
      changing(replies, known, ({ revision }) => settings.rollBack(revision)),
    );
}

export function logRoutes(log: EventLog): Hono {
  return new Hono().get('/', (context) => {
    const limit = Limit.safeParse(context.req.query('limit'));
    if (!limit.success)
      return unprocessable(context, 'request-invalid', 'limit is a whole number from 1 to 5000.');
    return context.body(log.lines(limit.data), 200, { 'content-type': 'application/x-ndjson' });
  });
}
