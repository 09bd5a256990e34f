// What OpenSSL's codes of a failed handshake or a refused certificate mean: the fact and the way out, for people.

type Said = readonly [fact: (host: string) => string, hint: string];

const NOT_TLS: Said = [
  (host) => `${host} answers, but not in TLS.`,
  'Plain HTTP on this port, or another service: check port and scheme of the base URL.',
];
const TOO_OLD: Said = [
  (host) => `${host} speaks only versions of TLS that are older than 1.2.`,
  'Nothing here speaks them; the server has to be brought up to date.',
];

const SAID: Readonly<Record<string, Said>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_RECORD_LAYER_FAILURE: NOT_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: TOO_OLD,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: TOO_OLD,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: [
    (host) => `${host} refused the handshake.`,
    'It shares no cipher with us, or it demands a client certificate.',
  ],
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: [
    (host) => `${host} does not know the server name that it was asked for.`,
    'Check the host of the base URL, or `servername` of the check.',
  ],
  INVALID_PURPOSE: [
    (host) => `The certificate of ${host}, or one above it, was not issued for servers.`,
    'The vendor must put one in its place whose extended key usage is serverAuth.',
  ],
  CERT_SIGNATURE_FAILURE: [
    (host) => `The certificate of ${host}, or one above it, was not signed by the issuer that it names.`,
    'It was changed, or belongs to another chain: the vendor must replace it.',
  ],
  // OpenSSL has a name for it, and Node has none.
  UNSPECIFIED: [
    (host) => `The certificate of ${host}, or one above it, is refused for a reason that has no name here.`,
    'Most often its key or the hash of its signature is too weak: RSA under 2048 bits, SHA-1.',
  ],
  ECONNRESET: [
    (host) => `${host} closed the connection during the TLS handshake.`,
    'It may want another server name or a client certificate, or it is no TLS server.',
  ],
};

/** Fact and hint for the first code that has words. */
export function handshakeWords(
  codes: readonly string[],
  host: string,
): readonly [string, string] | undefined {
  const said = codes.map((code) => SAID[code]).find((one) => one !== undefined);
  return said && [said[0](host), said[1]];
}
