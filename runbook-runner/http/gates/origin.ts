// Gate 2: the request comes from a page that this server served, or from no page at all.
import type { MiddlewareHandler } from 'hono';
import { PlaybookError } from '../../errors/index.ts';
import type { EdgeEnv } from '../edge.ts';

const METHODS = 'GET, POST, DELETE';
const HEADERS = 'authorization, content-type, idempotency-key, x-playbook-client';

export const ownOrigins = (hosts: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...hosts].map((host) => `http://${host}`));

/**
 * Where the request comes from: its Origin, or for a same-origin GET, which sends none, the server's own.
 * Undefined proves nothing: a program other than a browser sends neither header.
 */
function pageOrigin(headers: Headers, own: ReadonlySet<string>): string | undefined {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (origin !== null) {
    if (own.has(origin)) return origin;
    throw new PlaybookError('origin_refused', 'The request comes from another page.');
  }
  if (site === 'same-origin') return `http://${headers.get('host')}`;
  if (site !== null && site !== 'none') {
    throw new PlaybookError('origin_refused', 'The request comes from another site.');
  }
  return undefined;
}

export function originGate(own: ReadonlySet<string>): MiddlewareHandler<EdgeEnv> {
  return async (c, next) => {
    const origin = pageOrigin(c.req.raw.headers, own);
    c.set('origin', origin);
    if (c.req.method === 'OPTIONS' && origin !== undefined) {
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': METHODS,
          'access-control-allow-headers': HEADERS,
          vary: 'Origin',
        },
      });
    }
    await next();
    if (origin !== undefined && c.req.header('origin') === origin) {
      c.header('access-control-allow-origin', origin);
      c.header('vary', 'Origin');
    }
    return undefined;
  };
}
