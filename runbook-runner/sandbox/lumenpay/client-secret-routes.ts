// Owns a client's own secrets: POST asks for a second one, DELETE ends one. The client shows one that works.
import { type Context, Hono } from 'hono';
import { problem } from '../problem.ts';
import { clientFrom } from './client-authentication.ts';
import type { Client, Clients } from './clients.ts';
import type { Tokens } from './tokens.ts';

const unauthorized = (context: Context): Response =>
  problem(context, {
    status: 401,
    code: 'client-refused',
    title: 'Client refused',
    detail: 'Authenticate by HTTP Basic with the id of the client and a secret that works.',
    headers: { 'www-authenticate': 'Basic realm="Lumenpay"' },
  });

const conflict = (context: Context, code: string, detail: string): Response =>
  problem(context, { status: 409, code, title: 'Not possible now', detail });

function issue(context: Context, clients: Clients, { id }: Client): Response {
  const issued = clients.issue(id);
  if (issued === undefined)
    return conflict(context, 'secrets-exhausted', 'A client has two secrets at most. End one first.');
  const body = { key_id: issued.keyId, client_secret: issued.secret };
  return context.json(body, 201, { 'cache-control': 'no-store' });
}

function revoke(context: Context, clients: Clients, tokens: Tokens, client: Client): Response {
  const keyId = context.req.param('key') ?? '';
  if (clients.keyOf(client) === keyId)
    return conflict(context, 'secret-in-use', 'A secret cannot end itself: show the other one.');
  if (!clients.revoke(client.id, keyId))
    return problem(context, {
      status: 404,
      code: 'secret-unknown',
      title: 'Secret not found',
      detail: 'The client has no secret with this id.',
    });
  tokens.revokeOf(keyId);
  return context.body(null, 204);
}

/** Ends the tokens that were granted to a secret together with it. */
export function clientSecretRoutes(clients: Clients, tokens: Tokens): Hono {
  const asClient = (context: Context, answer: (client: Client) => Response): Response => {
    const client = clientFrom(context.req.header('authorization'));
    return client && clients.keyOf(client) !== undefined ? answer(client) : unauthorized(context);
  };
  return new Hono()
    .post('/', (context) => asClient(context, (client) => issue(context, clients, client)))
    .delete('/:key', (context) => asClient(context, (client) => revoke(context, clients, tokens, client)));
}
