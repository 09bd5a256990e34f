// Owns the refusals that every API of the sandbox has: a thing that there is not, a request that is not well formed.
import type { Context } from 'hono';
import { z } from 'zod';
import { problem, type Said } from './problem.ts';

/** `what` is a noun in small letters: charge, shipment. */
export const notFound = (context: Context, what: string, id: string): Response =>
  problem(context, {
    status: 404,
    code: `${what.replaceAll(' ', '-')}-unknown`,
    title: `${what.charAt(0).toUpperCase()}${what.slice(1)} not found`,
    detail: `No ${what} has the id "${id.slice(0, 80)}".`,
  });

export const invalid = (context: Context, detail: string): Response =>
  problem(context, { status: 422, code: 'request-invalid', title: 'Request invalid', detail });

/** What stands in the way may be ended first. */
export const conflict = (code: string, detail: string): Said => ({
  status: 409,
  code,
  title: 'Not possible now',
  detail,
});

/** The JSON body by its schema, or the refusal. */
export async function bodyOf<Body>(context: Context, schema: z.ZodType<Body>): Promise<Body | Response> {
  const body = schema.safeParse(await context.req.json().catch(() => undefined));
  return body.success ? body.data : invalid(context, z.prettifyError(body.error));
}

const MAX_PAGE = 100;
const Limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(20);

/** How many things a page may have at most, from `limit`; or the refusal. */
export function limitOf(context: Context): number | Response {
  const limit = Limit.safeParse(context.req.query('limit'));
  return limit.success ? limit.data : invalid(context, `limit is a whole number from 1 to ${MAX_PAGE}.`);
}
