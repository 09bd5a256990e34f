// Owns who calls Stockline: the client certificate of the handshake, and a JWT that its holder signed (RFC 7519).
import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { EDGE } from '../fault-proxy/client-cert.ts';
import { problem } from '../problem.ts';
import type { Keys } from './keys.ts';

export const AUDIENCE = 'https://api.stockline.example';
const MAX_AGE_S = 600;
const TOLERANCE_S = 30;

const names = new WeakMap<object, string>();
const commonName = (certificate: X509Certificate | undefined): string =>
  certificate?.subject.match(/^CN=(.+)$/m)?.[1] ?? '';

function nameOf(socket: TLSSocket): string {
  const known = names.get(socket) ?? commonName(socket.getPeerX509Certificate());
  names.set(socket, known);
  return known;
}

/** Reads the names in Client-Cert; the last one is kept, since most requests come from the same client. */
function edgeNames() {
  let last = { field: '', name: '' };
  return (field = ''): string => {
    if (last.field === field) return last.name;
    const [, encoded] = field.match(/^:([A-Za-z0-9+/=]+):$/) ?? [];
    if (encoded === undefined) return '';
    last = { field, name: commonName(new X509Certificate(Buffer.from(encoded, 'base64'))) };
    return last.name;
  };
}

/** The name in the client's certificate: that of the handshake, or as the edge passed it on (RFC 9440 §2.4). */
function certified(
  context: Context<{ Bindings: HttpBindings }>,
  named: ReturnType<typeof edgeNames>,
): string {
  const { socket } = context.env.incoming;
  const peer = socket instanceof TLSSocket ? nameOf(socket) : '';
  return peer === EDGE ? named(context.req.header('client-cert')) : peer;
}

function refuse(context: Context, code: string, detail: string): Response {
  const description = detail.replaceAll('"', "'");
  const headers = {
    'www-authenticate':
      code === 'token-missing'
        ? 'Bearer'
        : `Bearer error="invalid_token", error_description="${description}"`,
  };
  return problem(context, { status: 401, code, title: 'Token refused', detail, headers });
}

function reasonOf(error: unknown): readonly [code: string, detail: string] {
  if (error instanceof errors.JWTExpired) return ['token-expired', 'The token has expired.'];
  if (error instanceof errors.JWTClaimValidationFailed)
    return ['token-refused', `The claim ${error.claim} does not hold: ${error.reason}.`];
  return ['token-refused', 'The token is not signed by a key that Stockline knows.'];
}

const bearerOf = (context: Context): string | undefined =>
  context.req.header('authorization')?.match(/^Bearer (\S+)$/i)?.[1];

/** The id of the key that signed a request which was let pass. */
export const signerOf = (context: Context): string | undefined =>
  decodeProtectedHeader(bearerOf(context) ?? '').kid;

/** Lets a request pass whose token was signed by the holder of the certificate. */
export function requireCaller(keys: Keys): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const named = edgeNames();
  return async (context, next) => {
    const token = bearerOf(context);
    if (token === undefined)
      return refuse(context, 'token-missing', 'Sign a JWT and send it as bearer token.');
    const checked = await jwtVerify(token, ({ kid }) => keys.find(kid), {
      ...{ algorithms: ['ES256'], audience: AUDIENCE, maxTokenAge: MAX_AGE_S, clockTolerance: TOLERANCE_S },
      requiredClaims: ['iss', 'exp'],
    }).catch(reasonOf);
    if ('payload' in checked === false) return refuse(context, ...checked);
    const holder = certified(context, named);
    if (checked.payload.iss !== holder)
      return problem(context, {
        status: 403,
        code: 'caller-mismatch',
        title: 'Certificate and token differ',
        detail: `The certificate is of "${holder}", the token of "${checked.payload.iss}".`,
      });
    return next();
  };
}
