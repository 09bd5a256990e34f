// Owns a partner's own public keys: POST registers another one, DELETE ends one. The caller signs with one that works.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { answerOnce, IdempotentReplies } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { bodyOf, conflict, invalid, notFound } from '../refusals.ts';
import { signerOf } from './caller.ts';
import type { Keys } from './keys.ts';

const RegisterKey = z.strictObject({ public_key: z.string().min(1).max(2_000) });

/** Only what verifies ES256: a public key on P-256. A private key is never taken. */
function publicKeyOf(pem: string): KeyObject | undefined {
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** With an Idempotency-Key it is registered once. */
async function register(context: Context, keys: Keys, replies: IdempotentReplies): Promise<Response> {
  const body = await bodyOf(context, RegisterKey);
  if (body instanceof Response) return body;
  const key = publicKeyOf(body.public_key);
  if (key === undefined) return invalid(context, 'public_key is a public key on P-256, in PEM.');
  return answerOnce(context, replies, body, () => {
    const kid = keys.register(key);
    if (kid !== undefined) return { status: 201, body: { kid } };
    return conflict('keys-exhausted', 'A partner has four keys at most. End one first.');
  });
}

function end(context: Context, keys: Keys): Response {
  const kid = context.req.param('kid') ?? '';
  if (kid === signerOf(context))
    return problem(context, conflict('key-in-use', 'A key cannot end itself: sign with another one.'));
  return keys.remove(kid) ? context.body(null, 204) : notFound(context, 'key', kid);
}

export function keyRoutes(keys: Keys): Hono {
  const replies = new IdempotentReplies();
  return new Hono()
    .post('/', (context) => register(context, keys, replies))
    .delete('/:kid', (context) => end(context, keys));
}
