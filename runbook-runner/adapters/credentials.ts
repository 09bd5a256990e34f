// Turns an auth method into headers; keeps tokens in memory until shortly before they end.
import type { ClockPort } from '../ports/clock.ts';
import type {
  AuthGrant,
  AuthLookup,
  AuthMethodSpec,
  AuthOutcome,
  AuthRequest,
  CredentialPort,
  CredentialSourceSpec,
  SecretsSink,
} from '../ports/credential.ts';
import type { HttpPort } from '../ports/http.ts';
import type { Problem } from '../ports/result.ts';
import { bearer, claimsOf } from './bearer-token.ts';
import type { Secret, Secrets } from './secrets.ts';
import { requestToken, type TokenOutcome } from './token-endpoint.ts';

/** A token is renewed this long before it ends, so that none ends on its way. */
const MARGIN_MS = 30_000;

export interface CredentialsOptions {
  readonly http: HttpPort;
  readonly clock: ClockPort;
  readonly secrets: Secrets;
  readonly lookup: AuthLookup;
  readonly sink: SecretsSink;
}

type ClientMethod = Extract<AuthMethodSpec, { kind: 'oauth2-client-credentials' }>;
type Read = (credential: string) => Promise<Secret>;

function undeclared(message: string, hint: string): { readonly ok: false; readonly problem: Problem } {
  return {
    ok: false,
    problem: { class: 'credential-missing', outcome: 'error', phase: 'credential', message, hint },
  };
}

class Credentials implements CredentialPort {
  readonly #options: CredentialsOptions;
  readonly #kept = new Map<string, { readonly secret: string; readonly grant: AuthGrant }>();
  readonly #pending = new Map<string, Promise<AuthOutcome>>();

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  async authorize(request: AuthRequest): Promise<AuthOutcome> {
    const { integration, environment, auth } = request;
    const declared = this.#options.lookup(integration, environment, auth);
    if (!declared) {
      const message = `${integration} declares no auth method ${auth}.`;
      return undeclared(message, 'Declare it under `auth` of the integration.');
    }
    const { method } = declared;
    const read = this.#reader(declared.credentials, request);
    if (method.kind === 'oauth2-client-credentials') return this.#byClient(method, read, request);
    const secret = await read(method.kind === 'api-key' ? method.key : method.token);
    if (!secret.ok) return secret;
    if (method.kind === 'api-key') {
      return { ok: true, grant: { headers: [[method.header.toLowerCase(), secret.value]] } };
    }
    return { ok: true, grant: { headers: bearer(secret.value), ...claimsOf(secret.value) } };
  }

  #reader(sources: Readonly<Record<string, CredentialSourceSpec>>, request: AuthRequest): Read {
    return async (credential) => {
      const source = Object.hasOwn(sources, credential) ? sources[credential] : undefined;
      if (source) return this.#options.secrets.read({ ...request, credential, source });
      const where = `${request.integration}, environment ${request.environment}`;
      const message = `No credential ${credential} is declared for ${where}.`;
      return undeclared(message, 'Declare it under `credentials` of the environment.');
    };
  }

  async #byClient(method: ClientMethod, read: Read, request: AuthRequest): Promise<AuthOutcome> {
    const id = await read(method.clientId);
    if (!id.ok) return id;
    const secret = await read(method.clientSecret);
    if (!secret.ok) return secret;
    const key = [request.integration, request.environment, request.auth, request.baseUrl].join(' ');
    const before = this.#kept.get(key);
    if (!request.fresh && before?.secret === secret.value && this.#isGood(before.grant)) {
      return { ok: true, grant: before.grant };
    }
    const running = request.fresh ? undefined : this.#pending.get(key);
    if (running) return running;
    const started = this.#fetch(method, id.value, secret.value, request);
    this.#pending.set(key, started);
    try {
      const outcome = await started;
      if (outcome.ok) this.#kept.set(key, { secret: secret.value, grant: outcome.grant });
      return outcome;
    } finally {
      if (this.#pending.get(key) === started) this.#pending.delete(key);
    }
  }

  #isGood({ expiresAt }: AuthGrant): boolean {
    return expiresAt !== undefined && expiresAt.getTime() - this.#options.clock.now().getTime() > MARGIN_MS;
  }

  async #fetch(
    method: ClientMethod,
    clientId: string,
    clientSecret: string,
    request: AuthRequest,
  ): Promise<AuthOutcome> {
    const { http, sink } = this.#options;
    const { ca, loopback, signal, deadlineMs, privateNetwork = false } = request;
    const url = request.baseUrl.replace(/\/$/, '') + method.tokenPath;
    const who = { url, clientId, clientSecret, scopes: method.scopes };
    const how = { ca, loopback, privateNetwork, signal, deadlineMs };
    const outcome = await requestToken(
      { ...who, ...how, onCredential: (encoded) => sink.add(encoded) },
      http,
    );
    return outcome.ok ? this.#granted(outcome.token) : outcome;
  }

  #granted({ value, scopes, expiresInSeconds }: Extract<TokenOutcome, { ok: true }>['token']): AuthOutcome {
    const { sink, clock } = this.#options;
    sink.add(value);
    const grant = { headers: bearer(value), scopes };
    if (expiresInSeconds === undefined) return { ok: true, grant };
    const expiresAt = new Date(clock.now().getTime() + expiresInSeconds * 1000);
    return { ok: true, grant: { ...grant, expiresAt } };
  }
}

export function createCredentials(options: CredentialsOptions): CredentialPort {
  return new Credentials(options);
}
