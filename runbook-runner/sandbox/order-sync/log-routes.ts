// Owns order-sync's operator endpoints for its log: read it, and choose what it captures.
import { Hono } from 'hono';
import { z } from 'zod';
import { EVENTS, type EventLog, LEVELS } from './event-log.ts';
import { locate } from './located.ts';
import { LogDetail, type Logging, type LoggingNow } from './logging.ts';
import { answerWith, Operations, refused } from './operator.ts';

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
  level: z.enum(LEVELS).optional(),
  event: z.enum(EVENTS).optional(),
});

export function logRoutes(log: EventLog): Hono {
  return new Hono().get('/', (context) => {
    const query = Query.safeParse(context.req.query());
    if (!query.success)
      return answerWith(
        context,
        refused(422, 'request-invalid', z.prettifyError(query.error), locate(query.error)),
      );
    return context.body(log.lines(query.data), 200, { 'content-type': 'application/x-ndjson' });
  });
}

export function loggingRoutes(logging: Logging, log: EventLog): Hono {
  const operations = new Operations();
  const change = (detail: LogDetail): LoggingNow => {
    const now = logging.set(detail);
    const until = now.until === null ? '' : ` until ${now.until}`;
    log.write({ level: 'info', event: 'logging.changed', detail: `level ${now.level}${until}` });
    return now;
  };
  return new Hono()
    .get('/', (context) => context.json(logging.current))
    .put(
      '/',
      operations.handle(LogDetail, (detail) => ({ ok: true, body: { ...change(detail) } })),
    );
}
