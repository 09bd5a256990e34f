// Turns an auth method into headers. What only one method needs is loaded when such a method is used.
import type { AuthMethodOf } from '../playbook/schema/auth-method.ts';
import type { ClockPort } from '../ports/clock.ts';
import type {
  AuthGrant,
  AuthOutcome,
  AuthRequest,
  CredentialPort,
  SecretsSink,
} from '../ports/credential.ts';
import type { HttpPort } from '../ports/http.ts';
import { type AuthLookup, endsOf, failed, readValues, type Values } from './auth-lookup.ts';
import { bearer, factsOf, hideToken } from './bearer-token.ts';
import { KeptTokens } from './kept-tokens.ts';
import { isPlain, plainHeaders } from './plain-headers.ts';
import type { Secrets } from './secrets.ts';
import { requestToken, type TokenOrder } from './token-endpoint.ts';
import { abortProblem } from './transport-problem.ts';

export interface CredentialsOptions {
  readonly http: HttpPort;
  readonly clock: ClockPort;
  readonly secrets: Secrets;
  readonly lookup: AuthLookup;
  readonly sink: SecretsSink;
  /** Private folder for refresh tokens that took the place of the first; made when one does. */
  readonly refreshTokens: string;
}

type Declared = NonNullable<ReturnType<AuthLookup>>;
type TokenMethod = AuthMethodOf<'oauth2-client-credentials' | 'oauth2-refresh-token'>;

/** The last moment that a date can name; some servers write "never" as the largest number that they have. */
const LAST_MS = 8.64e15;

/** The run ended, or was given up, before there was a token. */
function unfetched({ baseUrl, signal, deadlineMs }: AuthRequest): AuthOutcome {
  const { host } = new URL(baseUrl);
  return { ok: false, problem: abortProblem(signal.reason, 'credential', host, deadlineMs) };
}

const because = (error: unknown) => (error instanceof Error ? error.message : String(error));

class Credentials implements CredentialPort {
  readonly #options: CredentialsOptions;
  readonly #kept: KeptTokens;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#kept = new KeptTokens(options.clock);
  }

  async authorize(request: AuthRequest): Promise<AuthOutcome> {
    const { integration, environment, auth } = request;
    const declared = this.#options.lookup(integration, environment, auth);
    if (!declared) {
      const message = `${integration} declares no auth method ${auth}.`;
      return failed('credential-missing', message, 'Declare it under `auth` of the integration.');
    }
    const read = await readValues(declared, request, this.#options.secrets);
    if (!read.ok) return read;
    let outcome: AuthOutcome;
    try {
      outcome = await this.#grant(declared, read.values, request);
    } catch (error) {
      const message = `A credential of ${auth} of ${integration} cannot be used: ${because(error)}.`;
      return failed('credential-unusable', message, 'Set it again, as the auth method declares it.');
    }
    return outcome.ok && request.inspect ? inspected(outcome.grant, declared) : outcome;
  }

  async #grant({ method }: Declared, values: Values, request: AuthRequest): Promise<AuthOutcome> {
    const { clock, sink } = this.#options;
    if (isPlain(method)) return { ok: true, grant: { headers: plainHeaders(method, values, sink) } };
    if (method.kind === 'hmac') {
      const { requestSigner } = await import('./signed-request.ts');
      const { key = '', keyId } = values;
      const sign = requestSigner({ method, key, keyId, now: () => clock.now(), sink });
      return { ok: true, grant: { headers: [], sign } };
    }
    const key = [request.integration, request.environment, request.auth, request.baseUrl].join(' ');
    const { signal, fresh = false } = request;
    const tooLate = () => unfetched(request);
    const wanted = { key, secret: JSON.stringify(values), fresh, signal, tooLate };
    return this.#kept.get(wanted, () =>
      method.kind === 'jwt' ? this.#signed(method, values) : this.#granted(method, values, request),
    );
  }

  async #signed(method: AuthMethodOf<'jwt'>, { key = '' }: Values): Promise<AuthOutcome> {
    const { clock, sink } = this.#options;
    const { signJwt } = await import('./signed-jwt.ts');
    const { token, expiresAt } = await signJwt(method, key, clock.now());
    hideToken(token, sink);
    return { ok: true, grant: { headers: bearer(token), expiresAt } };
  }

  async #granted(method: TokenMethod, values: Values, request: AuthRequest): Promise<AuthOutcome> {
    const { clock, sink, refreshTokens: folder } = this.#options;
    const { ca, loopback, signal, deadlineMs, privateNetwork = false } = request;
    const { clientCertificate, proxy, resolver } = request;
    const order = {
      url: request.baseUrl.replace(/\/$/, '') + method.tokenPath,
      clientId: values.clientId ?? '',
      clientSecret: values.clientSecret,
      scopes: method.scopes,
      ...{ ca, loopback, privateNetwork, clientCertificate, proxy, resolver, signal, deadlineMs },
      now: () => clock.now(),
      onCredential: (encoded: string) => sink.add(encoded),
    };
    const { refreshToken } = values;
    if (refreshToken === undefined) return this.#obtain(order);
    const { withRefreshToken } = await import('./refresh-tokens.ts');
    const granted = await withRefreshToken(request, refreshToken, { folder, clock, sink }, (held) =>
      this.#obtain({ ...order, refreshToken: held.current, onRefreshToken: held.replace }),
    );
    return granted ?? unfetched(request);
  }

  async #obtain(order: TokenOrder): Promise<AuthOutcome> {
    const { http, sink, clock } = this.#options;
    const outcome = await requestToken(order, http);
    if (!outcome.ok) return outcome;
    const { value, scopes, expiresInSeconds, aheadMs } = outcome.token;
    hideToken(value, sink);
    return {
      ok: true,
      grant: {
        ...{ headers: bearer(value), proven: true },
        ...(scopes === undefined ? {} : { scopes }),
        ...(expiresInSeconds === undefined
          ? {}
          : { expiresAt: new Date(Math.min(LAST_MS, clock.now().getTime() + expiresInSeconds * 1000)) }),
        ...(aheadMs === undefined ? {} : { aheadMs }),
      },
    };
  }
}

/** The grant with what the token says of itself, and with the ends that the environment declares. */
async function inspected(grant: AuthGrant, declared: Declared): Promise<AuthOutcome> {
  const ends = endsOf(declared);
  const token = grant.headers.find(([, value]) => value.startsWith('Bearer '))?.[1].slice('Bearer '.length);
  if (token === undefined) return { ok: true, grant: { ...grant, ends } };
  return { ok: true, grant: { ...grant, ends, token: await factsOf(token) } };
}

export function createCredentials(options: CredentialsOptions): CredentialPort {
  return new Credentials(options);
}
