// Owns the bearer check of Lumenpay's data endpoints (RFC 6750).
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';
import type { Scope, Tokens } from './tokens.ts';

function unauthorized(context: Context, code: string, title: string, detail: string): Response {
  const challenge = code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
  return problem(context, {
    status: 401,
    code,
    title,
    detail,
    headers: { 'www-authenticate': challenge },
  });
}

export function requireScope(tokens: Tokens, scope: Scope): MiddlewareHandler {
  return async (context, next) => {
    const token = context.req.header('authorization')?.match(/^Bearer ([\w.~+/=-]+)$/i)?.[1];
    if (token === undefined)
      return unauthorized(context, 'token-missing', 'No access token', 'Get one from POST /oauth/token.');
    const scopes = tokens.scopesOf(token);
    if (scopes === undefined)
      return unauthorized(context, 'token-refused', 'Access token refused', 'It is unknown or has ended.');
    if (!scopes.includes(scope))
      return problem(context, {
        status: 403,
        code: 'scope-missing',
        title: 'Scope missing',
        detail: `This needs the scope ${scope}.`,
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
      });
    context.set('account', tokens.clientOf(context.req.header('authorization')));
    return next();
  };
}
