// Owns the door of the operator endpoints: one bearer token, compared without telling by its time how much was right.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function operatorOnly(token: string): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (context, next) => {
    if (timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) return next();
    return problem(context, {
      status: 401,
      code: 'operator-token-refused',
      title: 'Operator token needed',
      detail: 'Send the operator token as a bearer token.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  };
}
