// Owns how far a request came whose connection failed: by it the gate says what is broken.

/** `connection` is one that was open and broke, or of which no more is known. */
export const LINKS = ['dns', 'tcp', 'tls', 'connection'] as const;
export type Link = (typeof LINKS)[number];

/** Codes of Node's TLS and of OpenSSL's X.509 verification; a handshake that the other side drops has words of its own. */
const OF_TLS =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|CRL_|UNABLE_|DEPTH_ZERO|SELF_SIGNED|ERROR_IN_(CERT|CRL)_|INVALID_(CA|PURPOSE)$|PATH_LENGTH|HOSTNAME_MISMATCH$)/;
const IN_HANDSHAKE = /before secure TLS connection/;
const OF_TCP = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** An error that says nothing of how far it came is one of an open connection: what was asked may have been done. */
export function linkOf(error: unknown): Link {
  const { syscall = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const code = codeOf(error);
  if (/^(query|getaddrinfo)/.test(syscall)) return 'dns';
  // Of a name with several addresses none could be connected.
  if (syscall === 'connect' || OF_TCP.test(code) || error instanceof AggregateError) return 'tcp';
  return OF_TLS.test(code) || IN_HANDSHAKE.test(message) ? 'tls' : 'connection';
}
