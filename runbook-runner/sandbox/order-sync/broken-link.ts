// Owns how far a request came whose connection failed: by it the gate says what is broken.

/** `connection` is one that was open and broke. */
export const LINKS = ['dns', 'tcp', 'tls', 'connection'] as const;
export type Link = (typeof LINKS)[number];

/** What an open connection ends with; a handshake that the other side drops has its own words for it. */
const BROKEN = /^(ECONNRESET|EPIPE|HPE_\w+|UND_ERR_(?!CONNECT_TIMEOUT)\w+)$/;
const IN_HANDSHAKE = /before secure TLS connection/;

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

export function linkOf(error: unknown): Link {
  const { syscall = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const code = codeOf(error);
  if (/^(query|getaddrinfo)/.test(syscall)) return 'dns';
  if (syscall === 'connect' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'tcp';
  return BROKEN.test(code) && !IN_HANDSHAKE.test(message) ? 'connection' : 'tls';
}
