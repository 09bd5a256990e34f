// Whether a request goes over a connection that was kept, or opens one: with a handshake, and a name that is resolved.
import { z } from 'zod';

export const ConnectionUse = z
  .enum(['reuse', 'fresh'])
  .optional()
  .describe(
    '`fresh` opens a connection for the request; `reuse`, as when left out, takes a kept one where there is one. A request that changes something always opens one. The result says which it was.',
  );
