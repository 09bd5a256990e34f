// Gate 4: who asks. A paired browser by its token and origin, or the owner's terminal by the control token.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { PlaybookError } from '../../errors/index.ts';
import type { EdgeEnv } from '../edge.ts';
import type { Pairings } from '../pairing.ts';

const IN_URL = new Set(['token', 'access_token', 'code', 'pair', 'authorization']);

interface Parties {
  readonly pairings: Pairings;
  readonly controlToken: string;
  readonly owner: string;
}

export function refuseTokenInUrl(url: string): void {
  const query = url.indexOf('?');
  if (query === -1) return;
  for (const name of new URLSearchParams(url.slice(query)).keys()) {
    if (IN_URL.has(name.toLowerCase())) {
      throw new PlaybookError(
        'token_in_url',
        'A token or code stands in the address, where others can read it.',
        {
          hint: 'Tokens go into the Authorization header. Pair again: this one may have leaked.',
        },
      );
    }
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function tokenGate({ pairings, controlToken, owner }: Parties): MiddlewareHandler<EdgeEnv> {
  const control = digest(controlToken);
  return async (c, next) => {
    refuseTokenInUrl(c.req.url);
    const access = c.get('access');
    if (access !== 'open') {
      const token = /^Bearer ([\w-]{20,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
      if (token === undefined) {
        throw new PlaybookError('token_missing', 'The request carries no token.', {
          hint: 'Press "Connect" on a page of the runner, and confirm in its terminal.',
        });
      }
      const origin = c.get('origin');
      const isControl = timingSafeEqual(digest(token), control) && origin === undefined;
      const paired = isControl || access === 'control' ? undefined : pairings.identify(token, origin);
      if (!isControl && !paired) {
        throw new PlaybookError(
          'token_refused',
          'The token is unknown, has ended, or belongs to another origin.',
          {
            hint: 'Pairings end with the runner and after 12 hours. Connect again.',
          },
        );
      }
      c.set('actor', paired?.actor ?? owner);
      c.set('token', token);
    }
    await next();
  };
}
