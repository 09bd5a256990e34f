// Owns an account's own API keys: POST asks for a second one, DELETE ends one. The caller shows one that works.
import { type Context, Hono } from 'hono';
import { problem } from '../problem.ts';
import { notFound } from '../refusals.ts';
import type { ApiKeys } from './api-keys.ts';

const conflict = (context: Context, code: string, detail: string): Response =>
  problem(context, { status: 409, code, title: 'Not possible now', detail });

const shown = (context: Context) => ({
  id: String(context.get('keyId')),
  account: String(context.get('account')),
});

function issue(context: Context, keys: ApiKeys): Response {
  const issued = keys.issue(shown(context).account);
  if (issued === undefined)
    return conflict(context, 'keys-exhausted', 'An account has two keys at most. End one first.');
  return context.json({ key_id: issued.id, api_key: issued.key }, 201, { 'cache-control': 'no-store' });
}

function revoke(context: Context, keys: ApiKeys): Response {
  const { id: own, account } = shown(context);
  const id = context.req.param('key') ?? '';
  if (id === own) return conflict(context, 'key-in-use', 'A key cannot end itself: show the other one.');
  return keys.revoke({ id, account }) ? context.body(null, 204) : notFound(context, 'API key', id);
}

export function apiKeyRoutes(keys: ApiKeys): Hono {
  return new Hono()
    .post('/', (context) => issue(context, keys))
    .delete('/:key', (context) => revoke(context, keys));
}
