// Owns POST /oauth/token: the client authenticates by HTTP Basic or in the form (RFC 6749 §2.3.1, §5).
import { type Context, Hono } from 'hono';
import { clientFrom } from './client-authentication.ts';
import type { Clients } from './clients.ts';
import { SCOPES, type Scope, type Tokens } from './tokens.ts';

type TokenError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

const NO_STORE = { 'cache-control': 'no-store' };

function refuse(context: Context, error: TokenError, description: string): Response {
  const headers: Record<string, string> =
    error === 'invalid_client' ? { ...NO_STORE, 'www-authenticate': 'Basic realm="Lumenpay"' } : NO_STORE;
  return context.json(
    { error, error_description: description },
    error === 'invalid_client' ? 401 : 400,
    headers,
  );
}

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

export function tokenEndpoint(clients: Clients, tokens: Tokens): Hono {
  return new Hono().post('/', async (context) => {
    if (!context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded'))
      return refuse(context, 'invalid_request', 'Send application/x-www-form-urlencoded.');
    const form = new URLSearchParams(await context.req.text());
    const client = clientFrom(context.req.header('authorization'), form);
    const keyId = client && clients.keyOf(client);
    if (client === undefined || keyId === undefined)
      return refuse(context, 'invalid_client', 'The client is unknown or its secret is wrong.');
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(context, 'unsupported_grant_type', 'Only client_credentials is supported.');
    const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (!asked.every(isScope)) return refuse(context, 'invalid_scope', `Known scopes: ${SCOPES.join(', ')}.`);
    return context.json(
      tokens.grant(asked.length === 0 ? [...SCOPES] : asked, { keyId, client: client.id }),
      200,
      NO_STORE,
    );
  });
}
