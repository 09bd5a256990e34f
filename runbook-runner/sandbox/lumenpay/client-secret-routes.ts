// Owns a client's own secrets: POST asks for a second one, DELETE ends one. The client shows one that works.
import { type Context, Hono } from 'hono';
import { answerOnce, IdempotentReplies } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { conflict } from '../refusals.ts';
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

/** With an Idempotency-Key the secret is made once, and shown to its own client alone. */
function issue(context: Context, clients: Clients, replies: IdempotentReplies, { id }: Client): Response {
  return answerOnce(context, replies, { client: id }, () => {
    const issued = clients.issue(id);
    if (issued === undefined)
      return conflict('secrets-exhausted', 'A client has two secrets at most. End one first.');
    const body = { key_id: issued.keyId, client_secret: issued.secret };
    return { status: 201, body, headers: { 'cache-control': 'no-store' } };
  });
}

function revoke(context: Context, clients: Clients, tokens: Tokens, client: Client): Response {
  const keyId = context.req.param('key') ?? '';
  if (clients.keyOf(client) === keyId)
    return problem(context, conflict('secret-in-use', 'A secret cannot end itself: show the other one.'));
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
  const replies = new IdempotentReplies();
  return new Hono()
    .post('/', (context) => asClient(context, (client) => issue(context, clients, replies, client)))
    .delete('/:key', (context) => asClient(context, (client) => revoke(context, clients, tokens, client)));
}
