// Gate 3: the address answers this method, and what it is sent is JSON from a client of ours.
import type { MiddlewareHandler } from 'hono';
import { PlaybookError } from '../../errors/index.ts';
import type { EdgeEnv } from '../edge.ts';
import type { RouteTable } from '../route-table.ts';

const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

export function methodGate(routes: () => RouteTable): MiddlewareHandler<EdgeEnv> {
  return async (c, next) => {
    const here = routes().at(c.req.path);
    if (here.length === 0) throw new PlaybookError('not_found', 'The API has nothing at this address.');
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const route = here.find((one) => one.method === method);
    if (!route) {
      const allow = here.map((one) => one.method).join(', ');
      throw new PlaybookError('method_refused', `This address answers ${allow}.`, { data: { allow } });
    }
    if (method !== 'GET') {
      if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) {
        throw new PlaybookError('media_type_refused', 'The request is not application/json.');
      }
      if (c.req.header('x-playbook-client') !== '1') {
        throw new PlaybookError('malformed_request', 'The header X-Playbook-Client: 1 is missing.');
      }
    }
    c.set('access', route.access);
    await next();
  };
}
