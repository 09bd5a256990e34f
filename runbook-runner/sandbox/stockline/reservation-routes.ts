// Owns Stockline's reservations: pieces held for an order, once a key, and given back.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { answerOnce, IdempotentReplies, keyMissing } from '../idempotency.ts';
import type { Said } from '../problem.ts';
import { bodyOf, notFound } from '../refusals.ts';
import type { StockStore } from './stock-store.ts';

const CreateReservation = z.strictObject({
  sku: z.string().min(1).max(40),
  quantity: z.int().min(1).max(1_000),
  reference: z.string().min(1).max(64),
});

const soldOut = (sku: string, available: number): Said => ({
  status: 409,
  code: 'stock-short',
  title: 'Not enough in stock',
  detail: `${available} pieces of ${sku} are available.`,
});

async function create(context: Context, stock: StockStore, replies: IdempotentReplies): Promise<Response> {
  const refused = keyMissing(context);
  if (refused) return refused;
  const order = await bodyOf(context, CreateReservation);
  if (order instanceof Response) return order;
  const { sku, quantity, reference } = order;
  const level = stock.level(sku);
  if (!level) return notFound(context, 'article', sku);
  return answerOnce(context, replies, order, () => {
    const reservation = stock.reserve(level, quantity, reference);
    if (!reservation) return soldOut(sku, level.available);
    const headers = { location: `/v1/reservations/${reservation.id}` };
    return { status: 201, body: { ...reservation }, headers };
  });
}

export function reservationRoutes(stock: StockStore): Hono {
  // What was short may be there when it is asked for again.
  const replies = new IdempotentReplies((reply) => !('code' in reply));
  return new Hono()
    .post('/', (context) => create(context, stock, replies))
    .get('/:reservation', (context) => {
      const id = context.req.param('reservation');
      const reservation = stock.reservation(id);
      return reservation ? context.json(reservation) : notFound(context, 'reservation', id);
    })
    .post('/:reservation/release', (context) => {
      const id = context.req.param('reservation');
      const reservation = stock.reservation(id);
      if (!reservation) return notFound(context, 'reservation', id);
      return context.json(stock.release(reservation));
    });
}
