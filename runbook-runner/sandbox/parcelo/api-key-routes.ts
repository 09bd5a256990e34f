// Owns an account's own API keys: POST asks for a second one, DELETE ends one. The caller shows one that works.
import { type Context, Hono } from 'hono';
import { answerOnce, IdempotentReplies } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { conflict, notFound } from '../refusals.ts';
import type { ApiKeys } from './api-keys.ts';

const shown = (context: Context) => ({
  id: String(context.get('keyId')),
  account: String(context.get('account')),
});

/** With an Idempotency-Key the API key is made once, and shown to its own account alone. */
function issue(context: Context, keys: ApiKeys, replies: IdempotentReplies): Response {
  const { account } = shown(context);
  return answerOnce(context, replies, { account }, () => {
    const issued = keys.issue(account);
    if (issued === undefined)
      return conflict('keys-exhausted', 'An account has two keys at most. End one first.');
    const body = { key_id: issued.id, api_key: issued.key };
    return { status: 201, body, headers: { 'cache-control': 'no-store' } };
  });
}

function revoke(context: Context, keys: ApiKeys): Response {
  const { id: own, account } = shown(context);
  const id = context.req.param('key') ?? '';
  if (id === own)
    return problem(context, conflict('key-in-use', 'A key cannot end itself: show the other one.'));
  return keys.revoke({ id, account }) ? context.body(null, 204) : notFound(context, 'API key', id);
}

export function apiKeyRoutes(keys: ApiKeys): Hono {
  const replies = new IdempotentReplies();
  return new Hono()
    .post('/', (context) => issue(context, keys, replies))
    .delete('/:key', (context) => revoke(context, keys));
}
