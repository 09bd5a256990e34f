// A TLS handshake that looks at the certificate as presented, valid or not, and says what is wrong with it.
import type { X509Certificate } from 'node:crypto';
import { getCACertificates, type TLSSocket } from 'node:tls';
import type { ChainTrust, OcspStaple, PeerCertificate } from '../ports/certificate.ts';
import type { Phases, Problem } from '../ports/result.ts';
import type { TlsOutcome, TlsPort, TlsRequest } from '../ports/tls.ts';
import { distrust, factsOf, issuerIn, parsePem, pathFrom } from './certificate-chain.ts';
import { readIdentity, refusalOf } from './client-certificate.ts';
import { openSecured, type Timing } from './connection.ts';
import { dialOf, lookupOf } from './dial.ts';
import {
  abortProblem,
  makeProblem,
  type Phase,
  timeoutProblem,
  transportProblem,
} from './transport-problem.ts';

/** How long a server gets to complain of our certificate, which it reads after the handshake (TLS 1.3), beside the way. */
const COMPLAINT_MS = 150;

function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address|URI|email):/, ''))
    .filter((name) => name !== '');
}

/** Node's verdict on chain and host name; with `rejectUnauthorized: false` it is a code beside the open socket. */
function verdict(socket: TLSSocket, host: string): Problem | undefined {
  const error: unknown = socket.authorizationError;
  if (socket.authorized || !error) return undefined;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return transportProblem(Object.assign(new Error(code), { code }), 'tls', host);
}

/** What comes beside the handshake: the staple in it, and the server's answer to our certificate after it. */
interface Seen {
  staple?: Buffer;
  /** A ticket for the next time is sent by a server that took us. */
  taken: boolean;
}

function watcher() {
  const seen: Seen = { taken: false };
  const watch = (socket: TLSSocket) => {
    socket.once('OCSPResponse', (response: Buffer | null) => {
      if (response?.length) seen.staple = response;
    });
    socket.once('session', () => {
      seen.taken = true;
    });
  };
  return { seen, watch };
}

const closedAtOnce = () =>
  Object.assign(new Error('The server closed the connection after the handshake.'), { code: 'ECONNRESET' });

/** The error with which the server ended the connection, if it did so at once. Rejects with the signal's reason. */
async function complaint(
  socket: TLSSocket,
  protocol: string | undefined,
  { taken }: Seen,
  { tlsMs = 0, signal }: Timing & { readonly signal: AbortSignal },
): Promise<Error | undefined> {
  // It may have come while we looked at the certificate, and the socket may be gone since.
  if (socket.errored) return socket.errored;
  if (protocol !== 'TLSv1.3' || taken) return undefined;
  if (socket.readableEnded || socket.destroyed) return closedAtOnce();
  return new Promise((tell, fail) => {
    const late = () => {
      clearTimeout(timer);
      socket.destroy();
      fail(signal.reason);
    };
    const told = (error?: Error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', late);
      tell(error);
    };
    // Our certificate goes there and the word on it comes back: that takes as long as the handshake did.
    const timer = setTimeout(told, COMPLAINT_MS + tlsMs);
    signal.addEventListener('abort', late, { once: true });
    if (signal.aborted) late();
    socket.once('error', told);
    socket.once('end', () => told(closedAtOnce()));
    socket.once('session', () => told());
    socket.resume();
  });
}

/** What the end of the connection means: a server that asked for no certificate of ours did not refuse it. */
function endingOf(error: Error | undefined, asked: boolean, request: TlsRequest) {
  if (!error) return {};
  const { host, clientCertificate } = request;
  const told = transportProblem(error, 'tls', host);
  if (!asked && told.class !== 'tls-client-certificate') {
    const message = `${host} closed the connection right after the handshake.`;
    const hint = 'What serves behind it may be away, or not serve this name.';
    return { closed: told.class === 'reset' ? makeProblem('reset', 'tls', message, hint) : told };
  }
  if (clientCertificate) return { refusal: refusalOf(host, clientCertificate, Date.now()) };
  const message = `${host} ended the connection after the handshake: it demands a client certificate.`;
  return { refusal: makeProblem('tls-client-certificate', 'tls', message) };
}

/** Only who asks for a client certificate tells by which signatures it may prove itself (RFC 8446 §4.3.2). */
const asksForOurs = (socket: TLSSocket): boolean => socket.getSharedSigalgs().length > 0;

const TRUST_SAID: Record<Exclude<ChainTrust, 'trusted'>, (subject: string) => readonly [string, string]> = {
  'self-signed': () => [
    'signed itself, and nobody trusted vouches for it',
    'Name it in `ca` of the environment if it is meant to.',
  ],
  'missing-intermediate': (top) => [
    `does not lead to a trusted authority: the server does not send the issuer of "${top}"`,
    'The vendor must send the intermediate certificate; browsers fetch it themselves, programs do not.',
  ],
  'unknown-ca': (top) => [
    `leads to "${top}", whose authority is not trusted`,
    'A private authority is named in `ca` of the environment.',
  ],
};

/** Which certificate of the path it is that has ended, where it is not the server's own; and who must replace it. */
function untimely(problem: Problem, path: readonly X509Certificate[], { host, ca }: TlsRequest): Problem {
  if (problem.class !== 'tls-expired') return problem;
  const [own, ...above] = path.map(factsOf);
  const ended = above.find(({ daysLeft }) => daysLeft < 0);
  if (!ended || (own && own.daysLeft < 0)) return problem;
  const message = `A certificate above that of ${host} has expired: "${ended.subject}".`;
  const isOurs = parsePem(ca).some(({ fingerprint256 }) => fingerprint256 === ended.fingerprint256);
  const hint = isOurs
    ? 'It stands in the file that `ca` of the environment names: ask the vendor for the one in its place.'
    : 'The vendor must send a chain that is valid today.';
  return { ...problem, message, hint };
}

interface Looked {
  readonly certificate: PeerCertificate;
  readonly problem?: Problem | undefined;
}

async function look(
  socket: TLSSocket,
  leaf: X509Certificate,
  staple: Buffer | undefined,
  request: TlsRequest,
): Promise<Looked> {
  const { ca, host, loopback } = request;
  const path = pathFrom(leaf, ca);
  const problem = verdict(socket, request.servername);
  const trust = problem?.class === 'tls-unknown-ca' ? distrust(path, ca, !loopback) : 'trusted';
  const certificate: PeerCertificate = {
    ...factsOf(leaf),
    subjectAltNames: namesOf(leaf),
    protocol: socket.getProtocol() ?? undefined,
    cipher: socket.getCipher()?.standardName,
    trust,
    chain: path.slice(1).map(factsOf),
    ocsp: await stapleOf(staple, leaf, path, request),
  };
  if (!problem || trust === 'trusted')
    return { certificate, problem: problem && untimely(problem, path, request) };
  const [fact, hint] = TRUST_SAID[trust](factsOf(path.at(-1) ?? leaf).subject);
  return { certificate, problem: { ...problem, message: `The certificate of ${host} ${fact}.`, hint } };
}

async function stapleOf(
  staple: Buffer | undefined,
  leaf: X509Certificate,
  path: readonly X509Certificate[],
  { loopback }: TlsRequest,
): Promise<OcspStaple> {
  if (!staple) return { status: 'absent' };
  const { readStaple } = await import('./ocsp.ts');
  const issuer = path[1] ?? (loopback ? undefined : issuerIn(parsePem(getCACertificates('default')), leaf));
  return readStaple(staple, leaf, issuer);
}

async function handshake(request: TlsRequest): Promise<TlsOutcome> {
  const started = performance.now();
  const timing: Timing = {};
  let phase: Phase = 'tcp';
  const phases = (): Phases => ({ reused: false, ...timing, totalMs: performance.now() - started });
  const failed = (problem: Problem): TlsOutcome => ({ ok: false, problem, phases: phases() });
  const { clientCertificate: identity } = request;
  const own = identity && readIdentity(identity);
  if (own && 'class' in own) return failed(own);
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(request.deadlineMs)));
  const { seen, watch } = watcher();
  const signal = AbortSignal.any([deadline, request.signal]);
  const { host, port, servername, ca } = request;
  try {
    const socket = await openSecured({
      ...{ host, port, timing, signal },
      rules: { loopback: request.loopback, privateNetwork: request.privateNetwork ?? false },
      tls: { servername, ca, verify: false, client: identity, watch },
      dial: await dialOf(request.proxy),
      lookup: await lookupOf(request.resolver),
      onPhase: (now) => {
        phase = now;
      },
    });
    // Asked once: a second call returns undefined on older Node.
    const leaf = socket.getPeerX509Certificate();
    const asked = asksForOurs(socket);
    const looked = leaf && (await look(socket, leaf, seen.staple, request));
    const said = await complaint(socket, looked?.certificate.protocol, seen, { ...timing, signal });
    socket.destroy();
    if (!looked) return failed(transportProblem(new Error('the server sent no certificate'), 'tls', host));
    const clientCertificate = own && { clientCertificate: factsOf(own) };
    return { ok: true, ...looked, ...clientCertificate, ...endingOf(said, asked, request), phases: phases() };
  } catch (error) {
    return failed(problemOf(error, phase, request, deadline));
  }
}

function problemOf(error: unknown, phase: Phase, request: TlsRequest, deadline: AbortSignal): Problem {
  if (deadline.aborted) return timeoutProblem(phase, request.host, request.deadlineMs);
  const { signal } = request;
  if (signal.aborted) return abortProblem(signal.reason, phase, request.host, request.deadlineMs);
  return transportProblem(error, phase, request.host);
}

export function createTls(): TlsPort {
  return { handshake };
}
