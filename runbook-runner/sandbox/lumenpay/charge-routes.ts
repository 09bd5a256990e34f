// Owns Lumenpay's data endpoints: read a charge, list charges, create one once, refund it once.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { IdempotentReplies, type Replayed } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { requireScope } from './bearer.ts';
import { type ChargeStore, CreateCharge } from './charge-store.ts';
import type { Tokens } from './tokens.ts';

const MAX_PAGE = 100;
const Limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(20);
const IdempotencyKey = z.string().min(1).max(255);

const notFound = (context: Context, id: string): Response =>
  problem(context, {
    status: 404,
    code: 'charge-unknown',
    title: 'Charge not found',
    detail: `No charge has the id "${id.slice(0, 80)}".`,
  });

const invalid = (context: Context, detail: string): Response =>
  problem(context, { status: 422, code: 'request-invalid', title: 'Request invalid', detail });

const keyMissing = (context: Context): Response =>
  problem(context, {
    status: 400,
    code: 'idempotency-key-missing',
    title: 'Idempotency-Key missing',
    detail: 'Send a key of 1 to 255 characters, so that a repeated request charges once.',
  });

/** The first outcome of the key, or why it is refused. */
function reply(context: Context, answer: Replayed): Response {
  if (answer.kind === 'mismatch')
    return problem(context, {
      status: 409,
      code: 'idempotency-key-reused',
      title: 'Idempotency-Key reused',
      detail: 'The key was used before with another body.',
    });
  if (answer.kind === 'replayed') context.header('idempotent-replayed', 'true');
  const { status, body } = answer.reply;
  if (status !== 409) return context.json(body as Record<string, unknown>, status);
  return problem(context, {
    status,
    code: 'charge-not-refundable',
    title: 'Charge not refundable',
    detail: 'Only a charge that succeeded and was not refunded yet can be refunded.',
  });
}

function refundCharge(context: Context, charges: ChargeStore, replies: IdempotentReplies): Response {
  const key = IdempotencyKey.safeParse(context.req.header('idempotency-key'));
  if (!key.success) return keyMissing(context);
  const id = context.req.param('charge') ?? '';
  const charge = charges.get(id);
  if (!charge) return notFound(context, id);
  const answer = replies.answer(key.data, { refund: id }, () => {
    const refunded = charges.refund(charge);
    return refunded ? { status: 200, body: refunded } : { status: 409, body: undefined };
  });
  return reply(context, answer);
}

async function createCharge(
  context: Context,
  charges: ChargeStore,
  replies: IdempotentReplies,
  client: string | undefined,
): Promise<Response> {
  const key = IdempotencyKey.safeParse(context.req.header('idempotency-key'));
  if (!key.success) return keyMissing(context);
  const order = CreateCharge.safeParse(await context.req.json().catch(() => undefined));
  if (!order.success) return invalid(context, z.prettifyError(order.error));
  const answer = replies.answer(key.data, order.data, () => ({
    status: 201,
    body: charges.create(order.data, client),
  }));
  return reply(context, answer);
}

export function chargeRoutes(charges: ChargeStore, tokens: Tokens): Hono {
  const replies = new IdempotentReplies();
  const read = requireScope(tokens, 'charges:read');
  const write = requireScope(tokens, 'charges:write');
  return new Hono()
    .get('/:charge', read, (context) => {
      const id = context.req.param('charge');
      const charge = charges.get(id);
      return charge ? context.json(charge) : notFound(context, id);
    })
    .get('/', read, (context) => {
      const limit = Limit.safeParse(context.req.query('limit'));
      if (!limit.success) return invalid(context, `limit is a whole number from 1 to ${MAX_PAGE}.`);
      const after = context.req.query('starting_after');
      const page = charges.page(limit.data, after);
      return page ? context.json(page) : notFound(context, after ?? '');
    })
    .post('/', write, (context) =>
      createCharge(context, charges, replies, tokens.clientOf(context.req.header('authorization'))),
    )
    .post('/:charge/refund', write, (context) => refundCharge(context, charges, replies));
}
