// Owns the addresses of Lumenpay's webhook endpoints: make, list, read, delete one, and send it test events.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { problem } from '../../problem.ts';
import { bodyOf, invalid, notFound } from '../../refusals.ts';
import { requireScope } from '../bearer.ts';
import type { Tokens } from '../tokens.ts';
import { CreateEndpoint, type Endpoint, type WebhookEndpoints } from './endpoints.ts';
import { EVENT_TYPES, testCharge } from './message.ts';

const MOST_TEST_EVENTS = 10;
const TestEvents = z.strictObject({
  type: z.enum(EVENT_TYPES).default('charge.succeeded'),
  count: z.int().min(1).max(MOST_TEST_EVENTS).default(1),
});

const tooMany = (context: Context): Response =>
  problem(context, {
    status: 409,
    code: 'too-many-webhook-endpoints',
    title: 'Too many webhook endpoints',
    detail: 'Delete one that is no longer needed.',
  });

async function create(context: Context, endpoints: WebhookEndpoints, tokens: Tokens): Promise<Response> {
  const asked = await bodyOf(context, CreateEndpoint);
  if (asked instanceof Response) return asked;
  const endpoint = endpoints.create(asked, tokens.clientOf(context.req.header('authorization')));
  return endpoint ? context.json(endpoint, 201) : tooMany(context);
}

async function test(context: Context, { id }: Endpoint, endpoints: WebhookEndpoints): Promise<Response> {
  const asked = TestEvents.safeParse(await context.req.json().catch(() => ({})));
  if (!asked.success) return invalid(context, z.prettifyError(asked.error));
  const { type, count } = asked.data;
  const events = Array.from({ length: count }, () =>
    endpoints.tell(type, testCharge(type), { endpoint: id }),
  );
  return context.json({ endpoint: id, sequences: events.map(({ sequence }) => sequence) }, 202);
}

export function webhookRoutes(endpoints: WebhookEndpoints, tokens: Tokens): Hono {
  const manage = requireScope(tokens, 'webhooks:manage');
  const named = (context: Context, work: (endpoint: Endpoint) => Response | Promise<Response>) => {
    const id = context.req.param('endpoint') ?? '';
    const endpoint = endpoints.get(id);
    return endpoint ? work(endpoint) : notFound(context, 'webhook endpoint', id);
  };
  return new Hono()
    .get('/', manage, (context) => context.json({ data: endpoints.list() }))
    .post('/', manage, (context) => create(context, endpoints, tokens))
    .get('/:endpoint', manage, (context) => named(context, (endpoint) => context.json(endpoint)))
    .delete('/:endpoint', manage, (context) =>
      named(context, ({ id }) => {
        endpoints.remove(id);
        return context.body(null, 204);
      }),
    )
    .post('/:endpoint/test', manage, (context) =>
      named(context, (endpoint) => test(context, endpoint, endpoints)),
    );
}
