// Owns Stockline's levels: read them, unless the caller has them already; correct a count that nobody else changed.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { alreadyHas, matches } from '../etag.ts';
import { problem } from '../problem.ts';
import { bodyOf, limitOf, notFound } from '../refusals.ts';
import type { StockLevel } from '../test-data/stock.ts';
import type { StockStore } from './stock-store.ts';

const Correction = z.strictObject({ on_hand: z.int().min(0).max(1_000_000) });

export const tagOf = ({ version }: StockLevel): string => `"v${version}"`;

function answer(context: Context, level: StockLevel): Response {
  context.header('etag', tagOf(level));
  context.header('cache-control', 'private, no-cache');
  return context.json(level);
}

function read(context: Context, stock: StockStore): Response {
  const sku = context.req.param('sku') ?? '';
  const level = stock.level(sku);
  if (!level) return notFound(context, 'article', sku);
  const known = context.req.header('if-none-match');
  if (known === undefined || !alreadyHas(known, tagOf(level))) return answer(context, level);
  return context.body(null, 304, { etag: tagOf(level), 'cache-control': 'private, no-cache' });
}

const CONDITION_MISSING = {
  status: 428,
  code: 'if-match-missing',
  title: 'If-Match missing',
  detail: 'Read the level first, and send its ETag in If-Match.',
} as const;

async function correct(context: Context, stock: StockStore): Promise<Response> {
  const sku = context.req.param('sku') ?? '';
  const body = await bodyOf(context, Correction);
  const level = stock.level(sku);
  if (!level) return notFound(context, 'article', sku);
  const condition = context.req.header('if-match');
  if (condition === undefined) return problem(context, CONDITION_MISSING);
  if (!matches(condition, tagOf(level)))
    return problem(context, {
      ...{ status: 412, code: 'stock-changed', title: 'Changed meanwhile' },
      detail: `The level is now ${tagOf(level)}. Read it again, and decide anew.`,
      headers: { etag: tagOf(level) },
    });
  if (body instanceof Response) return body;
  const counted = stock.count(level, body.on_hand);
  if (counted) return answer(context, counted);
  const detail = `${level.reserved} pieces are reserved; on_hand cannot be less.`;
  return problem(context, { status: 409, code: 'stock-reserved', title: 'Pieces are reserved', detail });
}

function list(context: Context, stock: StockStore): Response {
  const limit = limitOf(context);
  if (limit instanceof Response) return limit;
  const after = context.req.query('after');
  const rest = stock.levels().filter(({ sku }) => after === undefined || sku > after);
  const data = rest.slice(0, limit);
  return context.json({ data, next: rest.length > limit ? (data.at(-1)?.sku ?? null) : null });
}

export function stockRoutes(stock: StockStore): Hono {
  return new Hono()
    .get('/', (context) => list(context, stock))
    .get('/:sku', (context) => read(context, stock))
    .patch('/:sku', (context) => correct(context, stock));
}
