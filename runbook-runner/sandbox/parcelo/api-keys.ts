// Owns Parcelo's API keys: who may ask, by the field X-Api-Key. An account has two at most, so that one can replace the
// other.
import { createHash, randomBytes } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

const MAX_KEYS = 2;

export interface KnownKey {
  readonly id: string;
  readonly account: string;
}

/** Keys are kept by digest, so that a look-up tells nothing by its time. */
export class ApiKeys {
  readonly #known = new Map<string, KnownKey>();

  /** The first key of an account, which is named after it. */
  add(id: string, key: string): void {
    this.#known.set(digestOf(key), { id, account: id });
  }

  /** A key that holds. */
  find(key: string): KnownKey | undefined {
    return this.#known.get(digestOf(key));
  }

  /** A second key of the account; undefined when it has two already. */
  issue(account: string): { readonly id: string; readonly key: string } | undefined {
    const own = [...this.#known.values()].filter((known) => known.account === account);
    if (own.length >= MAX_KEYS) return undefined;
    const issued = {
      id: `key_${randomBytes(6).toString('hex')}`,
      key: `pc_test_${randomBytes(20).toString('hex')}`,
    };
    this.#known.set(digestOf(issued.key), { id: issued.id, account });
    return issued;
  }

  /** False when the account has no such key. */
  revoke({ id, account }: KnownKey): boolean {
    const found = [...this.#known].find(([, known]) => known.id === id && known.account === account);
    return found !== undefined && this.#known.delete(found[0]);
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
    const known = keys.find(key);
    if (known === undefined)
      return refuse(context, 'api-key-refused', 'API key refused', 'It is unknown or was revoked.');
    context.set('keyId', known.id);
    context.set('account', known.account);
    return next();
  };
}
