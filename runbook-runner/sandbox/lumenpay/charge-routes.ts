// Owns Lumenpay's data endpoints: read a charge, list charges, create one once, refund it once.
import { type Context, Hono } from 'hono';
import { answerOnce, IdempotentReplies, keyMissing } from '../idempotency.ts';
import type { Said } from '../problem.ts';
import { bodyOf, limitOf, notFound } from '../refusals.ts';
import { requireScope } from './bearer.ts';
import { type ChargeStore, CreateCharge } from './charge-store.ts';
import type { Tokens } from './tokens.ts';

const NOT_REFUNDABLE: Said = {
  status: 409,
  code: 'charge-not-refundable',
  title: 'Charge not refundable',
  detail: 'Only a charge that succeeded and was not refunded yet can be refunded.',
};

function refundCharge(context: Context, charges: ChargeStore, replies: IdempotentReplies): Response {
  const refused = keyMissing(context);
  if (refused) return refused;
  const id = context.req.param('charge') ?? '';
  const charge = charges.get(id);
  if (!charge) return notFound(context, 'charge', id);
  return answerOnce(context, replies, { refund: id }, () => {
    const refunded = charges.refund(charge);
    return refunded ? { status: 200, body: { ...refunded } } : NOT_REFUNDABLE;
  });
}

async function createCharge(
  context: Context,
  charges: ChargeStore,
  replies: IdempotentReplies,
  client: string | undefined,
): Promise<Response> {
  const refused = keyMissing(context);
  if (refused) return refused;
  const order = await bodyOf(context, CreateCharge);
  if (order instanceof Response) return order;
  return answerOnce(context, replies, order, () => ({
    status: 201,
    body: { ...charges.create(order, client) },
  }));
}

export function chargeRoutes(charges: ChargeStore, tokens: Tokens): Hono {
  const replies = new IdempotentReplies();
  const read = requireScope(tokens, 'charges:read');
  const write = requireScope(tokens, 'charges:write');
  return new Hono()
    .get('/:charge', read, (context) => {
      const id = context.req.param('charge');
      const charge = charges.get(id);
      return charge ? context.json(charge) : notFound(context, 'charge', id);
    })
    .get('/', read, (context) => {
      const limit = limitOf(context);
      if (limit instanceof Response) return limit;
      const after = context.req.query('starting_after');
      const page = charges.page(limit, after);
      return page ? context.json(page) : notFound(context, 'charge', after ?? '');
    })
    .post('/', write, (context) =>
      createCharge(context, charges, replies, tokens.clientOf(context.req.header('authorization'))),
    )
    .post('/:charge/refund', write, (context) => refundCharge(context, charges, replies));
}
