// A TLS handshake that looks at the certificate as presented, valid or not, and says what is wrong with it.
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate, Phases, Problem } from '../ports/result.ts';
import type { TlsOutcome, TlsPort, TlsRequest } from '../ports/tls.ts';
import { openSecured, type Timing } from './connection.ts';
import { abortProblem, type Phase, timeoutProblem, transportProblem } from './transport-problem.ts';

const DAY_MS = 86_400_000;

function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address|URI|email):/, ''))
    .filter((name) => name !== '');
}

const oneLine = (name: string): string => name.split('\n').join(', ');

function describe(certificate: X509Certificate, socket: TLSSocket): PeerCertificate {
  const validTo = certificate.validToDate;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    subjectAltNames: namesOf(certificate),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: validTo.toISOString(),
    daysLeft: (validTo.getTime() - Date.now()) / DAY_MS,
    fingerprint256: certificate.fingerprint256,
    protocol: socket.getProtocol() ?? undefined,
    cipher: socket.getCipher()?.name,
  };
}

/** Node's verdict on chain and host name; with `rejectUnauthorized: false` it is a code beside the open socket. */
function verdict(socket: TLSSocket, host: string): Problem | undefined {
  const error: unknown = socket.authorizationError;
  if (socket.authorized || !error) return undefined;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return transportProblem(Object.assign(new Error(code), { code }), 'tls', host);
}

async function handshake(request: TlsRequest): Promise<TlsOutcome> {
  const started = performance.now();
  const timing: Timing = {};
  let phase: Phase = 'tcp';
  const phases = (): Phases => ({ reused: false, ...timing, totalMs: performance.now() - started });
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(request.deadlineMs)));
  const signal = AbortSignal.any([deadline, request.signal]);
  try {
    const socket = await openSecured({
      host: request.host,
      port: request.port,
      rules: { loopback: request.loopback, privateNetwork: request.privateNetwork ?? false },
      tls: { servername: request.servername, ca: request.ca, verify: false, client: clientOf(request) },
      signal,
      onPhase: (now) => {
        phase = now;
      },
      timing,
    });
    // Asked once: a second call returns undefined on older Node.
    const certificate = socket.getPeerX509Certificate();
    const problem = verdict(socket, request.host);
    const seen = certificate ? describe(certificate, socket) : undefined;
    socket.destroy();
    if (seen) return { ok: true, certificate: seen, ...(problem ? { problem } : {}), phases: phases() };
    const none = new Error('the server sent no certificate');
    return { ok: false, problem: transportProblem(none, 'tls', request.host), phases: phases() };
  } catch (error) {
    return { ok: false, problem: problemOf(error, phase, request, deadline), phases: phases() };
  }
}

function clientOf({ clientCert, clientKey }: TlsRequest) {
  return clientCert && clientKey ? { cert: clientCert, key: clientKey } : undefined;
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
