// Owns Parcelo's shipments and label jobs: order once, list by cursor, poll, fetch the label, cancel.
import { type Context, Hono } from 'hono';
import { answerOnce, IdempotentReplies, keyMissing } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { bodyOf, limitOf, notFound } from '../refusals.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { labelOf } from './label.ts';
import { labelJobOf } from './label-jobs.ts';
import { CreateShipment, type ShipmentStore } from './shipment-store.ts';

/** Seconds after which it is worth asking again. */
const POLL_AFTER_S = '1';

async function create(context: Context, shipments: ShipmentStore, replies: IdempotentReplies) {
  const refused = keyMissing(context);
  if (refused) return refused;
  const order = await bodyOf(context, CreateShipment);
  if (order instanceof Response) return order;
  return answerOnce(context, replies, order, () => {
    const shipment = shipments.create(order);
    const job = labelJobOf(shipment, Date.parse(shipment.created));
    const headers = { location: `/v1/label-jobs/${job.id}`, 'retry-after': POLL_AFTER_S };
    return { status: 202, body: { shipment, job }, headers };
  });
}

const badCursor = (context: Context): Response =>
  problem(context, {
    status: 400,
    code: 'cursor-invalid',
    title: 'Cursor invalid',
    detail: 'Send next_cursor of the page before, with the same reference.',
  });

function list(context: Context, shipments: ShipmentStore): Response {
  const limit = limitOf(context);
  if (limit instanceof Response) return limit;
  const reference = context.req.query('reference');
  const name = `shipments:${reference ?? ''}`;
  const cursor = context.req.query('cursor');
  const after = cursor === undefined ? undefined : readCursor(cursor, name);
  if (cursor !== undefined && after === undefined) return badCursor(context);
  const page = shipments.page({ limit, after, reference });
  if (!page) return badCursor(context);
  const next = page.last === undefined ? null : cursorOf({ after: page.last, list: name });
  if (next !== null) {
    const query = new URLSearchParams({ limit: String(limit), cursor: next });
    if (reference !== undefined) query.set('reference', reference);
    context.header('link', `</v1/shipments?${query}>; rel="next"`);
  }
  return context.json({ data: page.data, next_cursor: next });
}

function fetchLabel(context: Context, shipments: ShipmentStore): Response {
  const id = context.req.param('shipment') ?? '';
  const shipment = shipments.get(id);
  if (!shipment) return notFound(context, 'shipment', id);
  const label = labelOf(shipment);
  if (label !== undefined) return context.body(label, 200, { 'content-type': 'application/zpl' });
  const detail = `The shipment is ${shipment.status}; only its label job says more.`;
  return problem(context, { status: 409, code: 'label-not-there', title: 'No label', detail });
}

function cancel(context: Context, shipments: ShipmentStore): Response {
  const id = context.req.param('shipment') ?? '';
  const shipment = shipments.get(id);
  if (!shipment) return notFound(context, 'shipment', id);
  const cancelled = shipments.cancel(shipment);
  if (cancelled) return context.json(cancelled);
  const detail = `The shipment is ${shipment.status}: it has left.`;
  return problem(context, { status: 409, code: 'shipment-left', title: 'Too late to cancel', detail });
}

export function shipmentRoutes(shipments: ShipmentStore): Hono {
  const replies = new IdempotentReplies();
  return new Hono()
    .post('/shipments', (context) => create(context, shipments, replies))
    .get('/shipments', (context) => list(context, shipments))
    .get('/shipments/:shipment', (context) => {
      const id = context.req.param('shipment');
      const shipment = shipments.get(id);
      return shipment ? context.json(shipment) : notFound(context, 'shipment', id);
    })
    .get('/shipments/:shipment/label', (context) => fetchLabel(context, shipments))
    .post('/shipments/:shipment/cancel', (context) => cancel(context, shipments))
    .get('/label-jobs/:job', (context) => {
      const id = context.req.param('job');
      const job = shipments.job(id);
      if (!job) return notFound(context, 'label job', id);
      if (job.finished === null) context.header('retry-after', POLL_AFTER_S);
      return context.json(job);
    });
}
