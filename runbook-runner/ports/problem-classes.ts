// What can keep a result from an answer: each class of problem with its meaning, and which of them come where.
import type { ProblemClass } from './result.ts';

export const PROBLEMS = {
  refused: 'Nothing listens there, or a firewall refuses.',
  reset: 'The connection was cut before a whole answer came.',
  timeout: 'No answer came within the deadline.',
  'unknown-host': 'The name has no address.',
  'name-server-failed': 'The name server could not say whether the name has an address.',
  'blocked-destination': 'The address is one that is never connected to.',
  'tls-expired': 'The certificate has expired.',
  'tls-not-yet-valid': 'The certificate is not valid yet.',
  'tls-wrong-host': 'The certificate is for another name.',
  'tls-unknown-ca': 'The certificate comes from an authority that is not trusted.',
  'tls-old-protocol': 'The server speaks only versions of TLS that are older than 1.2.',
  'tls-client-certificate': 'The server demands a client certificate that it accepts.',
  'tls-other': 'The TLS handshake failed for another reason.',
  'malformed-response': 'The answer is not HTTP, is cut off, or cannot be decoded.',
  'unexpected-status':
    'A status came that says neither yes nor no: of the token endpoint, of a change, or of the look before one.',
  'body-too-large': 'The body is larger than is read.',
  'credential-missing': 'The credential is not on this machine.',
  'credential-unusable': 'The credential is there, and cannot be used as the auth method declares it.',
  'credential-refused': 'The upstream refused the credential.',
  'secret-not-allowed': 'The secret is not bound to this host.',
  'command-not-allowed': 'The command is not allowed on this machine.',
  'command-failed': 'The command did not end by itself, or could not be started.',
  'condition-not-met': 'What must hold before a change does not.',
  'changed-meanwhile': 'Someone else changed what was about to be changed.',
  'sandbox-not-running': 'The sandbox is not running.',
  'not-listening': 'Nobody listens here for the webhooks.',
  'proxy-failed': 'The proxy cannot be reached, or opens no way to the upstream.',
  'network-down': 'No way leads there from this machine.',
  interrupted: 'The run was interrupted.',
  internal: 'The program met a state that it should not be able to meet.',
} as const satisfies Record<ProblemClass, string>;

/** Problems for which a result is an error: we could not tell, so no failure mode is looked for. */
export const PROBLEMS_OF_OURS: readonly ProblemClass[] = [
  ...(['blocked-destination', 'credential-missing', 'credential-unusable', 'secret-not-allowed'] as const),
  ...([
    'sandbox-not-running',
    'not-listening',
    'command-not-allowed',
    'command-failed',
    'condition-not-met',
    'changed-meanwhile',
    'proxy-failed',
    'network-down',
    'interrupted',
    'internal',
  ] as const),
];

/** An address takes no connection. */
export const UNCONNECTED = ['refused', 'reset', 'timeout'] as const;

/** No connection to a named host comes about. */
export const UNOPENED = [...UNCONNECTED, 'unknown-host', 'name-server-failed'] as const;

/** No secured connection comes about. */
export const UNSECURED = [
  ...UNOPENED,
  ...(['tls-expired', 'tls-not-yet-valid', 'tls-wrong-host', 'tls-unknown-ca'] as const),
  ...(['tls-old-protocol', 'tls-client-certificate', 'tls-other'] as const),
] as const;

/** No answer to a request comes, and that is held against the upstream. */
export const UNANSWERED = [...UNSECURED, 'malformed-response', 'body-too-large'] as const;

/** The classes with their meanings. */
export const meaningsOf = <Class extends ProblemClass>(classes: readonly Class[]): Record<Class, string> =>
  Object.fromEntries(classes.map((one): [string, string] => [one, PROBLEMS[one]])) as Record<Class, string>;
