// Auth methods that send a credential as it is: an API key, a bearer token, a user name with its password.
import type { AuthMethod, AuthMethodOf } from '../playbook/schema/auth-method.ts';
import type { AuthGrant, SecretsSink } from '../ports/credential.ts';
import type { Values } from './auth-lookup.ts';
import { bearer, hideToken } from './bearer-token.ts';

export type PlainMethod = AuthMethodOf<'api-key' | 'bearer' | 'basic'>;

const PLAIN = new Set<AuthMethod['kind']>(['api-key', 'bearer', 'basic']);

export const isPlain = (method: AuthMethod): method is PlainMethod => PLAIN.has(method.kind);

/** RFC 7617 §2: the name ends at the first colon. */
function basic(user: string, password: string, sink: SecretsSink): AuthGrant['headers'] {
  if (user.includes(':')) throw new Error('a user name of basic authentication has no colon');
  const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  sink.add(encoded);
  return [['authorization', `Basic ${encoded}`]];
}

function headersOf(method: PlainMethod, values: Values, sink: SecretsSink): AuthGrant['headers'] {
  const { key = '', token = '', user = '', password = '' } = values;
  if (method.kind === 'api-key') return [[method.header.toLowerCase(), method.prefix + key]];
  if (method.kind === 'basic') return basic(user, password, sink);
  hideToken(token, sink);
  return bearer(token);
}

/** Throws when a value cannot stand in a header; the error never repeats it. */
export function plainHeaders(method: PlainMethod, values: Values, sink: SecretsSink): AuthGrant['headers'] {
  const headers = headersOf(method, values, sink);
  if (headers.every(([, value]) => /^[\t\x20-\x7e\x80-\xff]+$/.test(value))) return headers;
  throw new Error('it has a line break or a character that a header cannot carry');
}
