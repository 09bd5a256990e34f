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
  | { readonly ok: true; readonly headers: AuthGrant['headers']; readonly renewable: boolean }
  | { readonly ok: false; readonly problem: Problem };

const NONE: Authorized = { ok: true, headers: [], renewable: false };

/** Headers of the auth method that a request names, or of none. */
export async function authorize(
  auth: string | undefined,
  context: Context,
  ports: CheckPorts,
  fresh = false,
): Promise<Authorized> {
  if (auth === undefined) return NONE;
  const { signal, deadlineMs } = context;
  const outcome = await ports.credentials.authorize({ ...context.target, auth, signal, deadlineMs, fresh });
  if (!outcome.ok) return outcome;
  return { ok: true, headers: outcome.grant.headers, renewable: outcome.grant.expiresAt !== undefined };
}

export interface Send {
  readonly request: BuiltRequest;
  readonly granted: AuthGrant['headers'];
  readonly body?: string | undefined;
  /** Opens a connection of its own, so that no kept one can drop the request half-way. */
  readonly fresh?: boolean;
}

export function send(what: Send, context: Context, ports: CheckPorts): Promise<HttpOutcome> {
  const { target, traceparent, signal, deadlineMs } = context;
  const { method, url, headers } = what.request;
  return ports.http.exchange({
    method,
    url,
    headers: [...headers, ['traceparent', traceparent], ...what.granted],
    body: what.body,
    ca: target.ca,
    loopback: target.loopback,
    privateNetwork: target.privateNetwork ?? false,
    signal,
    deadlineMs,
    fresh: what.fresh ?? false,
  });
}

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
 * never a loopback or private address; https never falls back to http. Returns the last request beside its outcome.
 */
export async function sendAndFollow(what: Send, hops: number, context: Context, ports: CheckPorts) {
  const started = ports.clock.monotonicMs();
  let current = what;
  let target = context.target;
  for (let hop = 0; ; hop += 1) {
    const deadlineMs = Math.max(1, context.deadlineMs - (ports.clock.monotonicMs() - started));
    const outcome = await send(current, { ...context, target, deadlineMs }, ports);
    const next = redirection(current.request.url, outcome);
    if (!next || hop >= hops) return { request: current.request, outcome };
    const from = new URL(current.request.url);
    if (from.protocol === 'https:' && next.protocol === 'http:') return { request: current.request, outcome };
    const same = next.origin === from.origin;
    current = {
      ...current,
      request: {
        method: current.request.method,
        url: next.href,
        headers: same ? current.request.headers : [],
      },
      granted: same ? current.granted : [],
    };
    if (!same) target = { ...target, loopback: false, privateNetwork: false, ca: [] };
  }
}
