// The client credentials grant of OAuth 2.0 (RFC 6749 §4.4) by oauth4webapi, sent over the HTTP port.
import type { HttpPort, HttpResponse } from '../ports/http.ts';
import type { Problem } from '../ports/result.ts';

export interface TokenOrder {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly ca: readonly string[];
  readonly loopback: boolean;
  readonly privateNetwork: boolean;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Is told the encoded credential before it is sent. */
  readonly onCredential: (encoded: string) => void;
}

export interface Token {
  readonly value: string;
  /** Seconds from the answer on; undefined when the server does not tell. */
  readonly expiresInSeconds: number | undefined;
  readonly scopes: readonly string[];
}

export type TokenOutcome =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly problem: Problem };

/** Carries a transport problem through the library. */
class Unreachable extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Error codes of §5.2 that speak of the credential itself. */
const REFUSALS = new Set(['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope']);

/** The `error` of §5.2, when it has the form that the RFC gives it. */
function errorCode(body: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    const code: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, 'error') : undefined;
    return typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(error: unknown, seen: HttpResponse | undefined, host: string): Problem {
  if (error instanceof Unreachable) return error.problem;
  const base = { outcome: 'fail', phase: 'credential' } as const;
  const code = seen && errorCode(seen.body);
  const said = code === undefined ? '' : ` and said ${code}`;
  const answered = `The token endpoint of ${host} answered ${seen?.status ?? 'nothing'}${said}`;
  const refused = seen?.status === 401 || seen?.status === 403 || (code !== undefined && REFUSALS.has(code));
  if (refused) {
    const hint = 'The credential was rotated or disabled, or it lacks a scope.';
    return { ...base, class: 'credential-refused', message: `${answered}.`, hint };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { ...base, class: 'malformed-response', message: `${answered}; it is no token: ${why}.` };
}

interface Sent {
  readonly body: URLSearchParams;
  readonly headers: { readonly authorization?: string } & Readonly<Record<string, string>>;
}

/** What the library calls instead of fetch; `see` is handed the answer before the library judges it. */
function over(http: HttpPort, order: TokenOrder, see: (response: HttpResponse) => void) {
  const { ca, loopback, privateNetwork, signal, deadlineMs } = order;
  return async (url: string, { body, headers }: Sent): Promise<Response> => {
    order.onCredential((headers.authorization ?? '').replace(/^Basic /, ''));
    const outcome = await http.exchange({
      method: 'POST',
      url,
      headers: Object.entries(headers),
      body: body.toString(),
      ca,
      loopback,
      privateNetwork,
      signal,
      deadlineMs,
      // A POST is never sent twice, so it must not meet a kept connection that is just being closed.
      fresh: true,
    });
    if (!outcome.ok) throw new Unreachable(outcome.problem);
    const { response } = outcome;
    see(response);
    const bodyless = response.status < 200 || [204, 205, 304].includes(response.status);
    // Its length and coding are those of the wire; what is handed on is decoded.
    const fields = response.headers.filter(
      ([name]) => name === 'content-type' || name === 'www-authenticate',
    );
    const init = {
      status: response.status,
      headers: fields.map(([name, value]): [string, string] => [name, value]),
    };
    return new Response(bodyless ? null : Buffer.from(response.body), init);
  };
}

export async function requestToken(order: TokenOrder, http: HttpPort): Promise<TokenOutcome> {
  const oauth = await import('oauth4webapi');
  const url = new URL(order.url);
  const server = { issuer: url.origin, token_endpoint: url.href };
  const client = { client_id: order.clientId };
  const parameters = order.scopes.length > 0 ? { scope: order.scopes.join(' ') } : {};
  let seen: HttpResponse | undefined;
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(order.clientSecret),
      parameters,
      {
        [oauth.customFetch]: over(http, order, (answer) => {
          seen = answer;
        }),
        // The sandbox's own servers may speak plain HTTP on loopback; nothing else may.
        [oauth.allowInsecureRequests]: order.loopback,
      },
    );
    const granted = await oauth.processClientCredentialsResponse(server, client, response);
    const scopes = granted.scope?.split(' ').filter((scope) => scope !== '');
    return {
      ok: true,
      token: {
        value: granted.access_token,
        expiresInSeconds: granted.expires_in,
        // §5.1: left out when it is what was asked for.
        scopes: scopes ?? order.scopes,
      },
    };
  } catch (error) {
    return { ok: false, problem: problemOf(error, seen, url.host) };
  }
}
