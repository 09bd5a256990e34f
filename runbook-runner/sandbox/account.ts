// Owns what the back office of an upstream tells of its callers' orders: page by page, in the order in which it was done.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { operatorOnly } from './operator-only.ts';
import { invalid } from './refusals.ts';

const Query = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** What was done for an order, or that it no longer stands; `sequence` counts up from 1. */
export interface AccountEntry {
  readonly sequence: number;
  /** The caller's own name for the order. */
  readonly order: string;
  /** Of what was done, such as a shipment. */
  readonly id: string;
  readonly stands: boolean;
}

/** Kept as it was told: what is taken back later is told anew. */
export class Account {
  readonly #entries: AccountEntry[] = [];

  tell(order: string, id: string, stands: boolean): void {
    this.#entries.push({ sequence: this.#entries.length + 1, order, id, stands });
  }

  after(sequence: number, limit: number): readonly AccountEntry[] {
    return this.#entries.slice(sequence, sequence + limit);
  }
}

/** `next` is the cursor for the page after this one; with nothing new it stays where it is. */
export function answerPage(
  context: Context,
  find: (after: number, limit: number) => readonly { readonly sequence: number }[],
): Response {
  const query = Query.safeParse(context.req.query());
  if (!query.success) return invalid(context, z.prettifyError(query.error));
  const { after, limit } = query.data;
  const data = find(after, limit);
  return context.json({ data, next: data.at(-1)?.sequence ?? after });
}

/** Not for callers, and not part of the contract: for the upstream's own people. */
export const accountRoutes = (account: Account, token: string): Hono =>
  new Hono()
    .use(operatorOnly(token))
    .get('/account', (context) => answerPage(context, (after, limit) => account.after(after, limit)));
