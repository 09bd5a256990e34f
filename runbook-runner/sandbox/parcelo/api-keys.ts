// Owns Parcelo's API keys: who may ask, by the field X-Api-Key.
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/** Keys are kept by digest, so that a look-up tells nothing by its time. */
export class ApiKeys {
  readonly #ids = new Map<string, string>();

  add(id: string, key: string): void {
    this.#ids.set(digestOf(key), id);
  }

  /** The id of a key that holds. */
  idOf(key: string): string | undefined {
    return this.#ids.get(digestOf(key));
  }
}

function refuse(context: Context, code: string, title: string, detail: string): Response {
  const headers = { 'www-authenticate': 'ApiKey realm="Parcelo", header="X-Api-Key"' };
  return problem(context, { status: 401, code, title, detail, headers });
}

export function requireKey(keys: ApiKeys): MiddlewareHandler {
  return async (context, next) => {
    const key = context.req.header('x-api-key');
    if (key === undefined)
      return refuse(context, 'api-key-missing', 'No API key', 'Send your key in X-Api-Key.');
    const id = keys.idOf(key);
    if (id === undefined)
      return refuse(context, 'api-key-refused', 'API key refused', 'It is unknown or was revoked.');
    context.set('keyId', id);
    return next();
  };
}
