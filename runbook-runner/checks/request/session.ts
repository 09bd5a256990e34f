// The exchanges of one run: they share a credential, and the time that is left.
import type { AuthGrant } from '../../ports/credential.ts';
import type { HttpOutcome } from '../../ports/http.ts';
import type { Problem } from '../../ports/result.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import type { BuiltRequest } from './build.ts';
import { type Authorized, authorize, type Granted, NO_AUTH, sendAndFollow } from './send.ts';

/** What was sent last, to where redirects led, and what came of it. */
export interface Sent {
  readonly request: BuiltRequest;
  readonly outcome: HttpOutcome;
  readonly granted: AuthGrant['headers'];
}

/** How a request is sent. */
export interface Manner {
  /** Redirects to follow. */
  readonly redirects: number;
  /** Opens a connection of its own. */
  readonly fresh: boolean;
  readonly body?: string | undefined;
}

export interface Session {
  /** Milliseconds until the deadline; at least 1. */
  leftMs(): number;
  exchange(request: BuiltRequest, manner: Manner): Promise<Sent>;
}

type Opened =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly problem: Problem };

/** Obtains the credential that `auth` names, if any, and is ready to send. An answer has 1 MiB unless said otherwise. */
export async function openSession(
  input: CheckInput<unknown>,
  auth: string | undefined,
  ports: CheckPorts,
  maxBodyBytes?: number,
): Promise<Opened> {
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  const leftMs = () => Math.max(1, end - ports.clock.monotonicMs());
  const context = () => ({ ...input, deadlineMs: leftMs() });
  const first = auth === undefined ? NO_AUTH : await authorize(auth, context(), ports);
  if (!first.ok) return first;
  let renewal: Promise<Authorized> | undefined;
  let current = first.grant;

  const attempt = (request: BuiltRequest, granted: Granted, { redirects, ...how }: Manner): Promise<Sent> =>
    sendAndFollow({ request, granted, maxBodyBytes, ...how }, redirects, context(), ports);
  /** A kept token that is no longer taken is renewed once a run, as a client of the API would. */
  const exchange: Session['exchange'] = async (request, manner) => {
    const granted = current;
    const sent = await attempt(request, granted, manner);
    const refused = sent.outcome.ok && sent.outcome.response.status === 401;
    if (!refused || !first.renewable || leftMs() <= 1) return sent;
    if (granted === first.grant) {
      renewal ??= authorize(auth, context(), ports, true);
      const renewed = await renewal;
      if (!renewed.ok) return sent;
      current = renewed.grant;
      return attempt(request, current, manner);
    }
    return sent;
  };
  return { ok: true, session: { leftMs, exchange } };
}
