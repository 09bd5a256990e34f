// Which credentials an environment uses on the way to its address: for our own certificate, and for its proxy.
import type { Environment } from './schema/environment.ts';

export interface PassageSecret {
  readonly credential: string;
  /** Host and port that it goes to, as they stand in a URL; or the server of the sandbox. */
  readonly host: string;
  readonly slot: string;
  /** Where its name stands in the environment. */
  readonly path: readonly string[];
}

export const PASSAGE_SLOTS = {
  cert: 'clientCertificate.cert (TLS client certificate)',
  key: 'clientCertificate.key (TLS client certificate)',
  user: 'proxy.login.user (basic, header proxy-authorization)',
  password: 'proxy.login.password (basic, header proxy-authorization)',
} as const;

function ofCertificate(environment: Environment): PassageSecret[] {
  if (!environment.clientCertificate) return [];
  const host = 'sandbox' in environment ? environment.sandbox : new URL(environment.baseUrl).host;
  const { cert, key } = environment.clientCertificate;
  const own = { credential: key, host, slot: PASSAGE_SLOTS.key, path: ['clientCertificate', 'key'] };
  if (typeof cert === 'string') return [own];
  const path = ['clientCertificate', 'cert', 'credential'];
  return [{ credential: cert.credential, host, slot: PASSAGE_SLOTS.cert, path }, own];
}

function ofProxy(environment: Environment): PassageSecret[] {
  if ('sandbox' in environment || !environment.proxy || !('url' in environment.proxy)) return [];
  const { url, login } = environment.proxy;
  if (!login) return [];
  const { host } = new URL(url);
  return (['user', 'password'] as const).map((field) => ({
    credential: login[field],
    host,
    slot: PASSAGE_SLOTS[field],
    path: ['proxy', 'login', field],
  }));
}

/** `elsewhere`: for a further address of the environment, which is not shown our certificate. */
export function passageSecrets(environment: Environment, elsewhere = false): PassageSecret[] {
  return [...(elsewhere ? [] : ofCertificate(environment)), ...ofProxy(environment)];
}
