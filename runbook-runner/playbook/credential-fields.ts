// Which fields of an auth method name credentials. Apart from the schema, which a cold check does not load.
import type { AuthMethod } from './schema/auth-method.ts';

/** Fields of each kind that name a credential. */
const CREDENTIAL_FIELDS: Readonly<Record<AuthMethod['kind'], readonly string[]>> = {
  'oauth2-client-credentials': ['clientId', 'clientSecret'],
  'oauth2-refresh-token': ['clientId', 'clientSecret', 'refreshToken'],
  'api-key': ['key'],
  bearer: ['token'],
  basic: ['user', 'password'],
  jwt: ['key'],
  hmac: ['key', 'keyId'],
};

/** The credentials that a method uses, by the field that names each. */
export function credentialsOf(method: AuthMethod): readonly (readonly [field: string, credential: string])[] {
  return CREDENTIAL_FIELDS[method.kind].flatMap((field) => {
    const credential: unknown = Reflect.get(method, field);
    return typeof credential === 'string' ? [[field, credential] as const] : [];
  });
}
