// Our own certificate: whether it can be used, and what it means when a server does not take it.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Problem } from '../ports/result.ts';
import type { ClientCertificate } from '../ports/tls.ts';
import { makeProblem } from './transport-problem.ts';

const HINT = 'Both are PEM, the key without a passphrase, and the one that the certificate was made for.';

const PLAIN =
  'Take it off, `openssl pkey -in key.pem -out plain.pem`, and keep that key where only you can read it.';

function unusable(message: string, hint = HINT): Problem {
  return makeProblem('credential-unusable', 'credential', message, hint);
}

function certificateIn(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** The certificate itself, or why it cannot be presented with this key. */
export function readIdentity({ cert, key }: ClientCertificate): X509Certificate | Problem {
  const own = certificateIn(cert);
  if (!own) return unusable('The client certificate is no PEM certificate.');
  const secret = keyIn(key);
  // RFC 5958, and the headers of RFC 1421 that OpenSSL wrote before.
  if (!secret && /^(-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED)/m.test(key))
    return unusable('The key of the client certificate has a passphrase, and none can be given.', PLAIN);
  if (!secret) return unusable('The key of the client certificate is no private key that can be read.');
  if (own.checkPrivateKey(secret)) return own;
  return unusable('The key is not the one that the client certificate was made for.');
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** What is wrong with its dates, to follow "our client certificate". */
function untimely(cert: string, now: number): string | undefined {
  const own = certificateIn(cert);
  if (own && own.validToDate.getTime() <= now) return `expired on ${dayOf(own.validToDate)}`;
  return own && own.validFromDate.getTime() > now
    ? `is not valid before ${dayOf(own.validFromDate)}`
    : undefined;
}

/** What a connection that was closed without a word may mean: some servers refuse a certificate in this way. */
export function suspicion({ cert }: ClientCertificate, now: number): string {
  const dates = untimely(cert, now);
  return dates === undefined
    ? 'It may not accept our client certificate: a check of kind `tls` tells.'
    : `Our client certificate ${dates}, and some servers refuse one in this way.`;
}

/** What a server's refusal means, given what we showed it. `now` in milliseconds of the epoch. */
export function refusalOf(host: string, client: ClientCertificate, now: number): Problem {
  const said = `${host} does not accept our client certificate`;
  const dates = untimely(client.cert, now);
  if (dates !== undefined) {
    const message = `${said}, which ${dates}.`;
    return makeProblem('tls-client-certificate', 'tls', message, 'Set one in its place that is valid today.');
  }
  const hint = 'Ask the vendor which authority it must come from, and whether this one was revoked.';
  return makeProblem('tls-client-certificate', 'tls', `${said}.`, hint);
}
