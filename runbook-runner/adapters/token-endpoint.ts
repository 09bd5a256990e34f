// The token endpoint of OAuth 2.0 (RFC 6749 §4.4, §6) by oauth4webapi, sent over the HTTP port.
import type { HttpPort, HttpResponse } from '../ports/http.ts';
import type { Passage } from '../ports/passage.ts';
import type { Problem } from '../ports/result.ts';
import { aheadOfUs } from '../ports/server-clock.ts';
import { listedScopes } from './bearer-token.ts';
import { problemOf, textIn } from './token-problem.ts';

export interface TokenOrder extends Passage {
  readonly url: string;
  readonly clientId: string;
  /** Undefined for a public client (RFC 6749 §2.1). */
  readonly clientSecret: string | undefined;
  /** Asks by the refresh token grant instead of the client credentials grant. */
  readonly refreshToken?: string;
  readonly scopes: readonly string[];
  readonly now: () => Date;
  readonly ca: readonly string[];
  readonly loopback: boolean;
  readonly privateNetwork: boolean;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Is told the encoded credential before it is sent. */
  readonly onCredential: (encoded: string) => void;
  /** Is told a refresh token that takes the place of ours, whatever else of the answer is wrong. */
  readonly onRefreshToken?: (token: string) => void;
}

export interface Token {
  readonly value: string;
  /** Seconds from the answer on; undefined when the server does not tell. */
  readonly expiresInSeconds: number | undefined;
  /** Undefined when none were asked for and the server tells none: it gave those that it gives everybody. */
  readonly scopes: readonly string[] | undefined;
  /** Milliseconds by which the server's clock is ahead of ours, when it tells its time. */
  readonly aheadMs: number | undefined;
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

/** The transport's own problem, and on the way to what: the endpoint that a check is about may be well. */
const onTheWay = (problem: Problem): Problem =>
  problem.class === 'interrupted'
    ? problem
    : { ...problem, message: `Asking for a token: ${problem.message}` };

function problemFrom(error: unknown, seen: HttpResponse | undefined, order: TokenOrder): Problem {
  if (error instanceof Unreachable) return error.problem;
  return problemOf(seen, error instanceof Error ? error.message : String(error), order);
}

interface Sent {
  readonly body: URLSearchParams;
  readonly headers: { readonly authorization?: string } & Readonly<Record<string, string>>;
}

/** Scopes as RFC 6749 §3.3 has them; some servers write a list. */
const asText = (scopes: unknown): unknown => (Array.isArray(scopes) ? scopes.join(' ') : scopes);

/**
 * Some servers write null where they have nothing to say, and mean what RFC 6749 §5.1 leaves out. An ID token beside
 * the access token says who logged in, and is not used here; the library would hold it to an issuer that nobody declares.
 */
function tokenParts(body: Uint8Array): Uint8Array {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return body;
    const told = Object.entries(value).filter(([name, one]) => one !== null && name !== 'id_token');
    const parts: Readonly<Record<string, unknown>> = Object.fromEntries(told);
    return Buffer.from(JSON.stringify('scope' in parts ? { ...parts, scope: asText(parts.scope) } : parts));
  } catch {
    return body;
  }
}

/** What the library calls instead of fetch; `see` is handed the answer before the library judges it. */
function over(http: HttpPort, order: TokenOrder, see: (response: HttpResponse) => void) {
  const { ca, loopback, privateNetwork, clientCertificate, proxy, resolver, signal, deadlineMs } = order;
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
      clientCertificate,
      proxy,
      resolver,
      signal,
      deadlineMs,
      // A POST is never sent twice, so it must not meet a kept connection that is just being closed.
      fresh: true,
    });
    if (!outcome.ok) throw new Unreachable(onTheWay(outcome.problem));
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
    return new Response(bodyless ? null : Buffer.from(tokenParts(response.body)), init);
  };
}

type OAuth = typeof import('oauth4webapi');

async function ask(oauth: OAuth, order: TokenOrder, http: HttpPort, see: (answer: HttpResponse) => void) {
  const url = new URL(order.url);
  const server = { issuer: url.origin, token_endpoint: url.href };
  const client = { client_id: order.clientId };
  const { clientSecret, refreshToken, scopes } = order;
  const proof = clientSecret === undefined ? oauth.None() : oauth.ClientSecretBasic(clientSecret);
  const parameters: Record<string, string> = scopes.length > 0 ? { scope: scopes.join(' ') } : {};
  const options = {
    [oauth.customFetch]: over(http, order, see),
    // The sandbox's own servers may speak plain HTTP on loopback; nothing else may.
    [oauth.allowInsecureRequests]: order.loopback,
  };
  if (refreshToken === undefined) {
    const answer = await oauth.clientCredentialsGrantRequest(server, client, proof, parameters, options);
    return oauth.processClientCredentialsResponse(server, client, answer);
  }
  const more = { ...options, additionalParameters: parameters };
  const answer = await oauth.refreshTokenGrantRequest(server, client, proof, refreshToken, more);
  return oauth.processRefreshTokenResponse(server, client, answer);
}

/** Throws when what was granted cannot be sent as a bearer token; the error never repeats it (RFC 6749 §A.12). */
function refuseUnsendable(granted: { readonly access_token: string; readonly token_type: string }): void {
  const { access_token: token, token_type: type } = granted;
  if (type !== 'bearer') throw new Error(`its "token_type" is ${type}, and only bearer tokens are sent here`);
  if (/[^\x20-\x7e]/.test(token)) {
    throw new Error('its "access_token" has a line break or a character that a header cannot carry');
  }
}

export async function requestToken(order: TokenOrder, http: HttpPort): Promise<TokenOutcome> {
  const oauth = await import('oauth4webapi');
  const sentAt = order.now();
  let seen: { readonly answer: HttpResponse; readonly at: Date } | undefined;
  try {
    const granted = await ask(oauth, order, http, (answer) => {
      seen = { answer, at: order.now() };
      const rotated = answer.status === 200 ? textIn(answer.body, 'refresh_token') : undefined;
      if (rotated !== undefined && rotated !== order.refreshToken) order.onRefreshToken?.(rotated);
    });
    refuseUnsendable(granted);
    const asked = order.scopes.length > 0 ? order.scopes : undefined;
    const token = {
      value: granted.access_token,
      expiresInSeconds: granted.expires_in,
      // §5.1: left out when it is what was asked for.
      scopes: listedScopes(granted.scope) ?? asked,
      aheadMs: seen && aheadOfUs(seen.answer.headers, sentAt, seen.at),
    };
    return { ok: true, token };
  } catch (error) {
    return { ok: false, problem: problemFrom(error, seen?.answer, order) };
  }
}
