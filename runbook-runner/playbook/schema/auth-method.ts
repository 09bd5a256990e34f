// How a request proves who we are. Fields that name a credential say so; its value never stands here.
import { z } from 'zod';
import { DurationText, Id } from './primitives.ts';

const kind = <Name extends string>(name: Name) =>
  z.literal(name).describe('How a request proves who we are.');

const names = (what: string) => Id.describe(`Name of the credential that holds ${what}.`);

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'a header name is one word, e.g. X-Api-Key')
  .describe('Name of a header field.');

/** What stands before a value in its header; a secret has no place here. */
const Prefix = z
  .string()
  .regex(/^[\x20-\x7e]*$/, 'a prefix is printable ASCII')
  .default('')
  .describe('Text before the value, its space included: "Token ".');

const tokenEndpoint = {
  tokenPath: z
    .string()
    .startsWith('/', 'a path starts with /')
    .describe('Path of the token endpoint on the same host.'),
  clientId: names('the client id'),
};
const scopes = z.array(z.string()).default([]).describe('Scopes to ask for.');

const ClientCredentials = z.strictObject({
  kind: kind('oauth2-client-credentials'),
  ...tokenEndpoint,
  clientSecret: names('the client secret'),
  scopes,
});

const RefreshToken = z.strictObject({
  kind: kind('oauth2-refresh-token'),
  ...tokenEndpoint,
  clientSecret: names('the client secret').optional(),
  refreshToken: names(
    'the first refresh token; one that the server gives in its place is kept in the state folder',
  ),
  scopes,
});

const ApiKey = z.strictObject({
  kind: kind('api-key'),
  header: HeaderName.describe('Header that carries the key.'),
  prefix: Prefix,
  key: names('the key'),
});

const Bearer = z.strictObject({ kind: kind('bearer'), token: names('the token') });

const Basic = z.strictObject({
  kind: kind('basic'),
  user: names('the user name'),
  password: names('the password'),
});

const Jwt = z.strictObject({
  kind: kind('jwt'),
  algorithm: z
    .enum(['RS256', 'ES256', 'EdDSA', 'HS256'])
    .describe('Signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1).'),
  key: names('the key: PKCS #8 in PEM, or for HS256 a shared secret of 32 bytes or more'),
  keyId: z.string().optional().describe('Key id, sent as `kid`.'),
  issuer: z.string().optional().describe('Claim `iss`: who we are to the upstream.'),
  subject: z.string().optional().describe('Claim `sub`.'),
  audience: z.string().optional().describe('Claim `aud`: whom the token is for.'),
  lifetime: DurationText.refine((one) => one.ms >= 60_000 && one.ms <= 86_400_000, {
    error: 'a token that we sign lives for 1m to 24h',
  })
    .prefault('5m')
    .describe('Time from `iat` to `exp`.'),
});

/** What a signature can cover, as slots of `message`. */
export const SIGNED_PARTS = ['method', 'host', 'path', 'query', 'timestamp', 'body', 'body-digest'] as const;
export type SignedPart = (typeof SIGNED_PARTS)[number];

const isPart = (name: string) => (SIGNED_PARTS as readonly string[]).includes(name);

const Message = z
  .string()
  .refine((text) => [...text.matchAll(/\{([^{}]*)\}/g)].every(([, name = '']) => isPart(name)), {
    error: `a signed message has the slots ${SIGNED_PARTS.map((part) => `{${part}}`).join(', ')} and no others`,
  })
  .describe(
    'Canonical text that is signed: {method}, {host}, {path}, {query}, {timestamp}, {body}, {body-digest}; "\\n" is a line feed.',
  );

const Encoding = z.enum(['hex', 'base64', 'base64url']);

const Hmac = z
  .strictObject({
    kind: kind('hmac'),
    algorithm: z.enum(['sha256', 'sha512']).describe('Hash of the signature and of the body digest.'),
    key: names('the key'),
    keyEncoding: z.enum(['text', 'hex', 'base64']).default('text').describe('How the key is written.'),
    message: Message,
    encoding: Encoding.default('hex').describe('How signature and body digest are written.'),
    timestamp: z
      .enum(['unix', 'unix-ms', 'rfc3339'])
      .default('unix')
      .describe('How the time of signing is written.'),
    headers: z
      .strictObject({
        signature: HeaderName.describe('Header that carries the signature.'),
        timestamp: HeaderName.optional().describe('Header that carries the time of signing.'),
        bodyDigest: HeaderName.optional().describe('Header that carries the digest of the body.'),
        keyId: HeaderName.optional().describe('Header that carries the key id.'),
      })
      .describe('Headers that are sent, by what they carry.'),
    prefix: Prefix,
    keyId: names('the key id').optional(),
  })
  .refine((one) => !one.message.includes('{timestamp}') || one.headers.timestamp !== undefined, {
    error: 'the upstream must be told the {timestamp} that is signed: name a header for it',
    path: ['headers', 'timestamp'],
  })
  .refine((one) => (one.headers.keyId === undefined) === (one.keyId === undefined), {
    error: 'a key id needs both: the credential that holds it, and its header',
    path: ['keyId'],
  });

export const AuthMethod = z.discriminatedUnion('kind', [
  ClientCredentials,
  RefreshToken,
  ApiKey,
  Bearer,
  Basic,
  Jwt,
  Hmac,
]);
export type AuthMethod = z.output<typeof AuthMethod>;
export type AuthMethodOf<Kind extends AuthMethod['kind']> = Extract<AuthMethod, { kind: Kind }>;
