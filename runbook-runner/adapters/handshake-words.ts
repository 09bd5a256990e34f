// What OpenSSL's codes of a failed handshake mean: the fact and the way out, for people.

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
