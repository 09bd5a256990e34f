// The client credentials grant of OAuth 2.0 (RFC 6749 §4.4) over the HTTP port.
import type { HttpPort } from '../ports/http.ts';
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

/** §2.3.1: both halves are form-encoded before they are joined. */
export function basicCredential(clientId: string, clientSecret: string): string {
  const form = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString('base64');
}

function problem(cls: Problem['class'], message: string, hint?: string): TokenOutcome {
  return { ok: false, problem: { class: cls, outcome: 'fail', phase: 'credential', message, hint } };
}

/** What the endpoint may answer (§5.1, §5.2); nothing of it is trusted to have its type. */
interface Fields {
  readonly access_token?: unknown;
  readonly token_type?: unknown;
  readonly expires_in?: unknown;
  readonly scope?: unknown;
  readonly error?: unknown;
}

function objectOf(body: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Error codes of §5.2 that speak of the credential itself. */
const REFUSALS = new Set(['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope']);

function refused(status: number, fields: Fields | undefined, host: string) {
  const code = typeof fields?.error === 'string' ? fields.error.slice(0, 80) : undefined;
  const said = code ? ` and said ${code}` : '';
  if (status === 401 || status === 403 || (code !== undefined && REFUSALS.has(code))) {
    const message = `The token endpoint of ${host} answered ${status}${said}.`;
    return problem('credential-refused', message, 'The credential was rotated, disabled, or lacks a scope.');
  }
  return problem(
    'malformed-response',
    `The token endpoint of ${host} answered ${status}${said}, not a token.`,
  );
}

function granted(fields: Fields | undefined, order: TokenOrder, host: string): TokenOutcome {
  const value = fields?.access_token;
  const type = fields?.token_type;
  if (typeof value !== 'string' || value === '' || typeof type !== 'string') {
    return problem('malformed-response', `The token endpoint of ${host} answered 200 without a token.`);
  }
  if (type.toLowerCase() !== 'bearer' || !/^[\x21-\x7e]+$/.test(value)) {
    return problem(
      'malformed-response',
      `The token endpoint of ${host} sent a token that is no bearer token.`,
    );
  }
  const lifetime = Number(fields?.expires_in ?? Number.NaN);
  const scope = fields?.scope;
  return {
    ok: true,
    token: {
      value,
      expiresInSeconds: Number.isFinite(lifetime) ? lifetime : undefined,
      // §5.1: left out when it is identical to what was asked for.
      scopes: typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : order.scopes,
    },
  };
}

export async function requestToken(order: TokenOrder, http: HttpPort): Promise<TokenOutcome> {
  const { host } = new URL(order.url);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (order.scopes.length > 0) form.set('scope', order.scopes.join(' '));
  const { ca, loopback, privateNetwork, signal, deadlineMs } = order;
  const outcome = await http.exchange({
    method: 'POST',
    url: order.url,
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['authorization', `Basic ${basicCredential(order.clientId, order.clientSecret)}`],
      ['accept', 'application/json'],
    ],
    body: form.toString(),
    ca,
    loopback,
    privateNetwork,
    signal,
    deadlineMs,
    // A POST is never sent twice, so it must not meet a kept connection that is just being closed.
    fresh: true,
  });
  if (!outcome.ok) return outcome;
  const { status, body } = outcome.response;
  const fields = objectOf(body);
  return status === 200 ? granted(fields, order, host) : refused(status, fields, host);
}
