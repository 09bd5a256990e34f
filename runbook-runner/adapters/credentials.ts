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
import type { Secret, Secrets } from './secrets.ts';
import { basicCredential, requestToken } from './token-endpoint.ts';

/** A token is renewed this long before it ends, so that none ends on its way. */
const MARGIN_MS = 30_000;

export interface CredentialsOptions {
  readonly http: HttpPort;
  readonly clock: ClockPort;
  readonly secrets: Secrets;
  readonly lookup: AuthLookup;
  readonly sink: SecretsSink;
}

type Sources = Readonly<Record<string, CredentialSourceSpec>>;
type Method<Kind extends AuthMethodSpec['kind']> = Extract<AuthMethodSpec, { kind: Kind }>;
type Read = (credential: string) => Promise<Secret>;

function missing(message: string, hint: string): AuthOutcome {
  return {
    ok: false,
    problem: { class: 'credential-missing', outcome: 'error', phase: 'credential', message, hint },
  };
}

const bearer = (token: string): AuthGrant['headers'] => [['authorization', `Bearer ${token}`]];

/** Expiry and scopes of a token that is a JWT (RFC 7519); it is not verified, since only its issuer can be wrong. */
function claimsOf(token: string): Pick<AuthGrant, 'expiresAt' | 'scopes'> {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return {};
    const { exp, scope } = claims as { exp?: unknown; scope?: unknown };
    return {
      ...(typeof exp === 'number' ? { expiresAt: new Date(exp * 1000) } : {}),
      ...(typeof scope === 'string' ? { scopes: scope.split(' ') } : {}),
    };
  } catch {
    return {};
  }
}

interface Kept {
  readonly secret: string;
  readonly grant: AuthGrant;
}

export function createCredentials({
  http,
  clock,
  secrets,
  lookup,
  sink,
}: CredentialsOptions): CredentialPort {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<AuthOutcome>>();

  const isGood = ({ grant }: Kept): boolean =>
    grant.expiresAt !== undefined && grant.expiresAt.getTime() - clock.now().getTime() > MARGIN_MS;

  async function fetchToken(
    method: Method<'oauth2-client-credentials'>,
    id: string,
    secret: string,
    request: AuthRequest,
  ): Promise<AuthOutcome> {
    sink.add(basicCredential(id, secret));
    const url = request.baseUrl.replace(/\/$/, '') + method.tokenPath;
    const { ca, loopback, signal, deadlineMs, privateNetwork = false } = request;
    const order = { url, clientId: id, clientSecret: secret, scopes: method.scopes };
    const outcome = await requestToken({ ...order, ca, loopback, privateNetwork, signal, deadlineMs }, http);
    if (!outcome.ok) return outcome;
    const { value, expiresInSeconds, scopes } = outcome.token;
    sink.add(value);
    const expires =
      expiresInSeconds === undefined
        ? {}
        : { expiresAt: new Date(clock.now().getTime() + expiresInSeconds * 1000) };
    return { ok: true, grant: { headers: bearer(value), scopes, ...expires } };
  }

  async function byClient(method: Method<'oauth2-client-credentials'>, read: Read, request: AuthRequest) {
    const id = await read(method.clientId);
    if (!id.ok) return id;
    const secret = await read(method.clientSecret);
    if (!secret.ok) return secret;
    const key = [request.integration, request.environment, request.auth, request.baseUrl].join(' ');
    const before = kept.get(key);
    if (!request.fresh && before?.secret === secret.value && isGood(before)) {
      return { ok: true, grant: before.grant } as const;
    }
    const running = request.fresh ? undefined : pending.get(key);
    if (running) return running;
    const started = fetchToken(method, id.value, secret.value, request).finally(() => pending.delete(key));
    pending.set(key, started);
    const outcome = await started;
    if (outcome.ok) kept.set(key, { secret: secret.value, grant: outcome.grant });
    return outcome;
  }

  async function grantOf(method: AuthMethodSpec, read: Read, request: AuthRequest): Promise<AuthOutcome> {
    if (method.kind === 'oauth2-client-credentials') return byClient(method, read, request);
    const secret = await read(method.kind === 'api-key' ? method.key : method.token);
    if (!secret.ok) return secret;
    const { value } = secret;
    if (method.kind === 'bearer') return { ok: true, grant: { headers: bearer(value), ...claimsOf(value) } };
    return { ok: true, grant: { headers: [[method.header.toLowerCase(), value]] } };
  }

  const readerOf =
    (sources: Sources, request: AuthRequest): Read =>
    async (credential) => {
      const source = Object.hasOwn(sources, credential) ? sources[credential] : undefined;
      if (source) return secrets.read({ ...request, credential, source });
      const where = `${request.integration}, environment ${request.environment}`;
      const hint = 'Declare it under `credentials` of the environment.';
      const outcome = missing(`No credential ${credential} is declared for ${where}.`, hint);
      return outcome as Extract<Secret, { ok: false }>;
    };

  return {
    async authorize(request) {
      const declared = lookup(request.integration, request.environment, request.auth);
      if (!declared) {
        const message = `${request.integration} declares no auth method ${request.auth}.`;
        return missing(message, 'Declare it under `auth` of the integration.');
      }
      return grantOf(declared.method, readerOf(declared.credentials, request), request);
    },
  };
}
