// Owns order-sync's operator endpoints for its orders: the finished ones by cursor, the quarantine, and the accounts.
import { Hono } from 'hono';
import { z } from 'zod';
import type { Accounts } from './accounts.ts';
import type { Fulfilment } from './fulfilment.ts';
import { locate } from './located.ts';
import { answerWith, Operations, refused } from './operator.ts';
import type { OrderBook } from './order-book.ts';

interface Parts {
  readonly vitals: { readonly book: OrderBook; readonly fulfilment: Fulfilment };
  readonly accounts: Accounts;
  retryQuarantined(): number;
}

const Page = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
const Nothing = z.strictObject({});

/** `next` is the cursor for the page after this one; with nothing new it stays where it is. */
function finishedRoutes(book: OrderBook): Hono {
  return new Hono().get('/', (context) => {
    const page = Page.safeParse(context.req.query());
    if (!page.success)
      return answerWith(
        context,
        refused(422, 'request-invalid', z.prettifyError(page.error), locate(page.error)),
      );
    const data = book.settledAfter(page.data.after, page.data.limit);
    return context.json({ data, next: data.at(-1)?.sequence ?? page.data.after });
  });
}

export function orderRoutes(parts: Parts): Hono {
  const {
    accounts,
    vitals: { book, fulfilment },
  } = parts;
  const operations = new Operations();
  const app = new Hono();
  app.route('/orders', finishedRoutes(book));
  app.get('/quarantine', (context) => {
    const charging = book.quarantined.map((one) => ({ upstream: 'lumenpay', ...one }));
    const data = [...charging, ...fulfilment.quarantined()].map(({ upstream, order, ...rest }) => ({
      ...{ upstream, order: order.id, charge: order.charge, amount: order.amount },
      ...rest,
    }));
    return context.json({ data });
  });
  app.post(
    '/quarantine/retry',
    operations.handle(Nothing, () => ({ ok: true, body: { retried: parts.retryQuarantined() } })),
  );
  app.post(
    '/reconcile',
    operations.handle(Nothing, async () => {
      const result = await accounts.reconcile();
      const unread = Object.entries(result).flatMap(([name, at]) => (at.done ? [] : [`${name}: ${at.why}`]));
      if (unread.length < Object.keys(result).length) return { ok: true, body: { ...result } };
      return refused(502, 'accounts-unread', `No upstream's account could be read. ${unread.join('; ')}.`);
    }),
  );
  app.get('/conservation', async (context) => {
    const { found, unread } = await accounts.conservation();
    if (unread.length === 0) return context.json(found);
    const detail = `Nothing that was read is wrong, but not every account could be read. ${unread.join('; ')}.`;
    return answerWith(context, refused(503, 'accounts-unread', detail));
  });
  return app;
}
