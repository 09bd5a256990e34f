// Sends one declared request on behalf of a check or an action: credential, deadline, declared redirects.
import type { AuthGrant } from '../../ports/credential.ts';
import type { HttpOutcome } from '../../ports/http.ts';
import type { Problem } from '../../ports/result.ts';
import { headerValue } from '../assertions/headers.ts';
import type { CheckPorts, Target } from '../kind.ts';
import type { BuiltRequest } from './build.ts';

interface Context {
  readonly target: Target;
  readonly traceparent: string;
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly deadlineMs: number;
}

export type Authorized =
  | { readonly ok: true; readonly grant: Granted; readonly renewable: boolean }
  | { readonly ok: false; readonly problem: Problem };

/** The part of a grant that a request carries. */
export type Granted = Pick<AuthGrant, 'headers' | 'sign'>;

export const NOTHING: Granted = { headers: [] };

/** For a request that names no auth method. */
export const NO_AUTH: Extract<Authorized, { ok: true }> = { ok: true, grant: NOTHING, renewable: false };

/** What the auth method that a request names grants, or nothing. */
export async function authorize(
  auth: string | undefined,
  context: Context,
  ports: CheckPorts,
  fresh = false,
): Promise<Authorized> {
  if (auth === undefined) return NO_AUTH;
  const { signal, deadlineMs } = context;
  const outcome = await ports.credentials.authorize({ ...context.target, auth, signal, deadlineMs, fresh });
  if (!outcome.ok) return outcome;
  const { grant } = outcome;
  return { ok: true, grant, renewable: grant.expiresAt !== undefined };
}

export interface Send {
  readonly request: BuiltRequest;
  readonly granted: Granted;
  readonly body?: string | undefined;
  /** Opens a connection of its own, so that no kept one can drop the request half-way. */
  readonly fresh?: boolean;
  /** Decompressed bytes of the answer; 1 MiB unless said otherwise. */
  readonly maxBodyBytes?: number | undefined;
}

/** An outcome, and the headers of the credential that went with the request. */
export interface Answered {
  readonly outcome: HttpOutcome;
  readonly granted: AuthGrant['headers'];
}

export async function send(what: Send, context: Context, ports: CheckPorts): Promise<Answered> {
  const { target, traceparent, signal, deadlineMs } = context;
  const { method, url, headers } = what.request;
  const { body } = what;
  const granted = [...what.granted.headers, ...(what.granted.sign?.({ method, url, body }) ?? [])];
  const outcome = await ports.http.exchange({
    method,
    url,
    headers: [...headers, ['traceparent', traceparent], ...granted],
    body,
    ca: target.ca,
    loopback: target.loopback,
    privateNetwork: target.privateNetwork ?? false,
    clientCertificate: target.clientCertificate,
    proxy: target.proxy,
    resolver: target.resolver,
    signal,
    deadlineMs,
    fresh: what.fresh ?? false,
    ...(what.maxBodyBytes === undefined ? {} : { maxBodyBytes: what.maxBodyBytes }),
  });
  return { outcome, granted };
}

/** Another origin is trusted with nothing, and is not shown our certificate; the proxy leads there too. */
const asStranger = (target: Target): Target => ({
  ...{ ...target, clientCertificate: undefined, resolver: undefined },
  ...{ loopback: false, privateNetwork: false, ca: [] },
});

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where a response redirects to, or undefined; other schemes than http and https count as nowhere. */
function redirection(from: string, outcome: HttpOutcome): URL | undefined {
  if (!outcome.ok || !REDIRECTS.has(outcome.response.status)) return undefined;
  const location = headerValue(outcome.response.headers, 'location');
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const url = new URL(location, from);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/**
 * Sends, and follows at most `hops` redirects. Another origin gets neither credential nor declared headers, and is
 * never a loopback or private address; https never falls back to http. Returns the last request with its outcome.
 */
export async function sendAndFollow(what: Send, hops: number, context: Context, ports: CheckPorts) {
  const started = ports.clock.monotonicMs();
  let current = what;
  let target = context.target;
  for (let hop = 0; ; hop += 1) {
    const deadlineMs = Math.max(1, context.deadlineMs - (ports.clock.monotonicMs() - started));
    const answered = await send(current, { ...context, target, deadlineMs }, ports);
    const next = redirection(current.request.url, answered.outcome);
    if (!next || hop >= hops) return { request: current.request, ...answered };
    const from = new URL(current.request.url);
    if (from.protocol === 'https:' && next.protocol === 'http:')
      return { request: current.request, ...answered };
    const same = next.origin === from.origin;
    current = {
      ...current,
      request: {
        method: current.request.method,
        url: next.href,
        headers: same ? current.request.headers : [],
      },
      granted: same ? current.granted : NOTHING,
    };
    if (!same) target = asStranger(target);
  }
}
