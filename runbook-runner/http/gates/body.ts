// Gate 5, first half: the body is small, is JSON and has no key that reaches into prototypes. Schemas follow.
import type { MiddlewareHandler } from 'hono';
import { PlaybookError } from '../../errors/index.ts';
import type { EdgeEnv } from '../edge.ts';

export const MAX_BODY_BYTES = 256 * 1024;

export const bodyGate: MiddlewareHandler<EdgeEnv> = async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    // With a length the parser of HTTP itself cuts the body off; browsers and our clients always send one.
    if (c.req.header('transfer-encoding') !== undefined) {
      throw new PlaybookError('malformed_request', 'A request body comes with its Content-Length.');
    }
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) {
      throw new PlaybookError('body_too_large', `A request body has at most ${MAX_BODY_BYTES} bytes.`);
    }
    const text = await c.req.text().catch(cutShort);
    if (text !== '') parse(text);
  }
  await next();
};

/** Throws in the place of what reading the body threw: who sent it went away. */
export function cutShort(cause: unknown): never {
  throw new PlaybookError('malformed_request', 'The request body ended before it was complete.', { cause });
}

function parse(text: string): void {
  try {
    JSON.parse(text, (key, value) => {
      if (key === '__proto__') throw new PlaybookError('invalid_request', 'The key "__proto__" is refused.');
      return value;
    });
  } catch (error) {
    if (error instanceof PlaybookError) throw error;
    throw new PlaybookError('malformed_request', 'The request body is not JSON.');
  }
}
