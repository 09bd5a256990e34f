// Gate 7: a request that changes something names its intent, so that a repeat returns the first outcome.
import { PlaybookError } from '../../errors/index.ts';

const KEY = /^[\x21-\x7e]{8,128}$/;

/** The key of the request. The store decides whether it was used before, and for what. */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined) {
    throw new PlaybookError('idempotency_missing', 'The header Idempotency-Key is missing.', {
      hint: 'Send a new UUID for each intent, and the same one again for a retry.',
    });
  }
  if (!KEY.test(header)) {
    throw new PlaybookError('malformed_request', 'An Idempotency-Key has 8 to 128 visible ASCII characters.');
  }
  return header;
}
