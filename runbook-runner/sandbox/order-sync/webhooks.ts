// Owns what order-sync makes of Lumenpay's webhooks: verified on their bytes, taken once by their id, counted.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { problem } from '../problem.ts';
import type { EventLog } from './event-log.ts';
import type { News, Outcome } from './news.ts';

interface Options {
  readonly secret: string;
  readonly log: Pick<EventLog, 'write'>;
  /** Hears of every delivery, and makes of it what the configuration says. */
  readonly news: Pick<News, 'heard' | 'mode' | 'standing'>;
}

/** What is read of an event; all that it has more is left alone. */
const Event = z.object({ type: z.string(), sequence: z.number(), data: z.object({ id: z.string() }) });

const MOST_BYTES = 256 * 1024;
const MOST_REMEMBERED = 10_000;

/** Tells nothing but that we would be told; it is not counted. */
const HEARTBEAT = 'endpoint.heartbeat';

/** The time of the newest attempt by message id; the oldest ids are forgotten. */
class Attempts {
  readonly #newest = new Map<string, number>();

  /** A repetition with no newer time is a replay: nobody who signs sends one. */
  outcomeOf(id: string, sentAt: number): Outcome {
    const before = this.#newest.get(id);
    if (before !== undefined && sentAt <= before) return 'refused';
    this.#newest.set(id, sentAt);
    const oldest = this.#newest.keys().next();
    if (this.#newest.size > MOST_REMEMBERED && !oldest.done) this.#newest.delete(oldest.value);
    return before === undefined ? 'taken' : 'repeated';
  }
}

const refused = (context: Context): Response =>
  problem(context, {
    status: 401,
    code: 'webhook-refused',
    title: 'Webhook refused',
    detail: 'No signature holds, the time is too far from ours, or it was taken before.',
  });

/** The event of a delivery whose signature holds; undefined for every other. */
async function verified(context: Context, webhook: Webhook): Promise<z.output<typeof Event> | undefined> {
  try {
    const body = Buffer.from(await context.req.arrayBuffer());
    return Event.parse(webhook.verify(body, context.req.header()));
  } catch {
    return undefined;
  }
}

/** `POST /lumenpay` takes a delivery; `GET /lumenpay` tells how many were taken, repeated and refused. */
export function webhookRoutes({ secret, log, news }: Options): Hono {
  const webhook = new Webhook(secret);
  const attempts = new Attempts();
  const counts: Record<Outcome, number> = { taken: 0, repeated: 0, refused: 0 };
  const app = new Hono();
  app.get('/lumenpay', (context) => context.json({ ...counts, mode: news.mode, standing: news.standing() }));
  app.post('/lumenpay', bodyLimit({ maxSize: MOST_BYTES }), async (context) => {
    const event = await verified(context, webhook);
    const id = context.req.header('webhook-id') ?? '';
    const sentAt = Number(context.req.header('webhook-timestamp'));
    const outcome = event ? attempts.outcomeOf(id, sentAt) : 'refused';
    if (event?.type === HEARTBEAT) void news.heard(outcome);
    else {
      counts[outcome] += 1;
      log.write({
        level: outcome === 'refused' ? 'warn' : 'info',
        event: `webhook.${outcome}`,
        ...(event ? { charge: event.data.id, detail: `${event.type} ${event.sequence}` } : {}),
      });
      void news.heard(outcome, event?.data.id);
    }
    return outcome === 'refused' ? refused(context) : context.json({ id, repeated: outcome === 'repeated' });
  });
  return app;
}
