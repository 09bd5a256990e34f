// Turns an error of a socket, a handshake or a parser into the problem that a result reports.
import { PROBLEMS_OF_OURS } from '../ports/problem-classes.ts';
import type { Problem, ProblemClass } from '../ports/result.ts';
import { handshakeWords } from './handshake-words.ts';
import { ProxyFailure } from './proxy-failure.ts';

export type Phase = NonNullable<Problem['phase']>;

/** By error code: OpenSSL's verdicts (X509_V_ERR_*), libuv's, and undici's. */
const CLASSES: Readonly<Record<string, ProblemClass>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unknown-host',
  ENODATA: 'unknown-host',
  EAI_NONAME: 'unknown-host',
  ESERVFAIL: 'name-server-failed',
  EREFUSED: 'name-server-failed',
  ETIMEOUT: 'timeout',
  EAI_AGAIN: 'network-down',
  ENETUNREACH: 'network-down',
  ENETDOWN: 'network-down',
  EHOSTUNREACH: 'network-down',
  EADDRNOTAVAIL: 'network-down',
  // A firewall of this machine, or one on the way (ICMPv6: administratively prohibited).
  EACCES: 'network-down',
  EPERM: 'network-down',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-unknown-ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-unknown-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-unknown-ca',
  CERT_UNTRUSTED: 'tls-unknown-ca',
  INVALID_CA: 'tls-unknown-ca',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls-old-protocol',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls-old-protocol',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: 'tls-client-certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'tls-client-certificate',
  BLOCKED_DESTINATION: 'blocked-destination',
  UND_ERR_HEADERS_OVERFLOW: 'malformed-response',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed-response',
};

const OURS = new Set<ProblemClass>(PROBLEMS_OF_OURS);

const SAID: Partial<Record<ProblemClass, (host: string, phase: Phase) => string>> = {
  refused: (host) => `${host} refused the connection.`,
  reset: (host, phase) =>
    `${host} ${phase === 'body' ? 'cut the connection in the middle of its answer' : 'closed the connection without an answer'}.`,
  'unknown-host': (host) => `${host} has no address.`,
  'network-down': (host) => `No way leads to ${host} from here.`,
  'tls-expired': (host) => `The certificate of ${host} has expired.`,
  'tls-not-yet-valid': (host) => `The certificate of ${host} is not valid yet.`,
  'tls-wrong-host': (host) => `The certificate is not for ${host}.`,
  'tls-unknown-ca': (host) => `The certificate of ${host} comes from an authority that is not trusted.`,
  'tls-client-certificate': (host) => `${host} demands a client certificate that it accepts.`,
};

/** What a name server that was asked directly says beside that there is no such name. */
const NAME_SAID: Readonly<Record<string, (host: string) => string>> = {
  ESERVFAIL: (host) => `The name server could not look ${host} up (SERVFAIL).`,
  EREFUSED: (host) => `The name server refused to look ${host} up (REFUSED).`,
  ETIMEOUT: (host) => `The name server gave no answer for ${host}.`,
};

const HINTS: Partial<Record<ProblemClass, string>> = {
  refused: 'Nothing listens there, or a firewall refuses.',
  'unknown-host': 'Check the base URL of the environment, and the name server.',
  'name-server-failed': 'The name may be right: tell whoever runs its name server.',
  'network-down': 'Check the network and the name server of this machine; this says nothing of the upstream.',
  'proxy-failed': 'Whether the proxy or the upstream is slow cannot be told from here.',
  'tls-not-yet-valid': 'If the certificate is right, the clock of this machine is wrong.',
  'tls-unknown-ca': 'A private authority is named in `ca` of the environment.',
  'tls-client-certificate': 'Declare one in the environment, or ask the vendor which one is expected.',
  'blocked-destination':
    'An upstream in a private network needs `privateNetwork: true` in its environment; other such addresses are never reached.',
};

export function makeProblem(
  cls: ProblemClass,
  phase: Phase | undefined,
  message: string,
  hint: string | undefined = HINTS[cls],
): Problem {
  return { class: cls, outcome: OURS.has(cls) ? 'error' : 'fail', phase, message, hint };
}

/** undici reports an interim answer that it did not ask for like a closed socket, by its message alone. */
const UNASKED: Readonly<Record<string, string>> = {
  'bad upgrade': '101 Switching Protocols',
  'bad response': '100 Continue',
};

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  // OpenSSL 3.5 names alerts that came with SSL 3 otherwise than the releases before it.
  const code = 'code' in error ? [String(error.code).replace('SSL/TLS_ALERT', 'SSLV3_ALERT')] : [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  const violation = Object.hasOwn(UNASKED, error.message) ? ['HPE_VIOLATION'] : [];
  return [...violation, ...code, ...inner];
}

/** undici's word for a connection that the other side ended; what that means depends on how far we were. */
function classOf(codes: readonly string[], phase: Phase): ProblemClass {
  if (codes.some((code) => code.startsWith('HPE_'))) return 'malformed-response';
  if (codes.includes('UND_ERR_SOCKET')) return phase === 'body' ? 'malformed-response' : 'reset';
  // Of several addresses, a reason of the host's own counts before one of our network.
  const known = codes.map((code) => CLASSES[code]).filter((one) => one !== undefined);
  const counts = known.find((one) => !OURS.has(one)) ?? known[0];
  if (counts) return counts;
  if (phase === 'tls') return 'tls-other';
  if (codes.some((code) => code.startsWith('ERR_SSL_') || code === 'EPROTO')) return 'tls-other';
  return phase === 'first-byte' || phase === 'body' ? 'malformed-response' : 'internal';
}

function malformed([code]: readonly string[], text: string, host: string): string {
  const interim = UNASKED[text];
  if (interim !== undefined) return `${host} answered ${interim}, which nobody asked for.`;
  // The library takes for granted what an answer may break, and its words are those of its own source.
  if (code === 'ERR_ASSERTION') return `${host} sent an answer that is not HTTP, such as a status below 100.`;
  if (code === 'UND_ERR_SOCKET') return `${host} ended the connection before the answer was complete.`;
  return `${host} sent an answer that is not HTTP: ${text}.`;
}

/** The problem behind `error`, seen in `phase` of a connection to `host`. */
export function transportProblem(error: unknown, phase: Phase, host: string): Problem {
  if (error instanceof ProxyFailure) return makeProblem('proxy-failed', 'proxy', error.message, error.hint);
  const codes = codesOf(error);
  const cls = classOf(codes, phase);
  const text = error instanceof Error ? error.message : String(error);
  if (cls === 'malformed-response') return makeProblem(cls, phase, malformed(codes, text, host));
  if (cls === 'blocked-destination') return makeProblem(cls, phase, text);
  const words = phase === 'tls' ? handshakeWords(codes, host) : undefined;
  // The server's word on our certificate may come after the handshake (TLS 1.3); nothing was taken from us then.
  const [code = ''] = codes;
  const said = (NAME_SAID[code] ?? SAID[cls])?.(host, phase) ?? `${host}: ${text}`;
  if (words) return makeProblem(cls, phase, ...words);
  return makeProblem(cls, cls === 'tls-client-certificate' ? 'tls' : phase, said);
}

export function timeoutProblem(phase: Phase, host: string, deadlineMs: number): Problem {
  const waited: Record<Phase, string> = {
    proxy: 'the proxy was being asked to open the connection',
    dns: 'its name was being resolved',
    tcp: 'the connection was being opened',
    tls: 'the TLS handshake was under way',
    request: 'the request was being sent',
    'first-byte': 'the first byte of the answer was awaited',
    body: 'the body was being read',
    credential: 'a token was being fetched',
  };
  return makeProblem(
    phase === 'proxy' ? 'proxy-failed' : 'timeout',
    phase,
    `${host}: no answer in ${Math.round(deadlineMs)} ms; ${waited[phase]}.`,
  );
}

/** Whether a run was aborted by its deadline, and not by a person. */
export const isLate = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError';

/** The problem of a run that was aborted: by its deadline, or by a person. */
export function abortProblem(reason: unknown, phase: Phase, host: string, afterMs: number): Problem {
  return isLate(reason)
    ? timeoutProblem(phase, host, afterMs)
    : makeProblem('interrupted', phase, 'The run was interrupted.');
}
