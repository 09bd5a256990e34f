// A JWT that we sign ourselves (RFC 7519), by jose.
import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AuthMethodOf } from '../playbook/schema/auth-method.ts';
import { unfolded } from '../ports/pem.ts';

/** Bytes that a key of HS256 has at least (RFC 7518 §3.2). */
const HS256_BYTES = 32;

/** The key for the algorithm. Throws when the text is none; the error never repeats the text. */
function keyOf(algorithm: AuthMethodOf<'jwt'>['algorithm'], text: string) {
  if (algorithm === 'HS256') {
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length >= HS256_BYTES) return bytes;
    throw new Error(`HS256 takes a secret of ${HS256_BYTES} bytes or more, and this one has ${bytes.length}`);
  }
  const pem = unfolded(text).trim();
  if (!pem.startsWith('-----BEGIN PRIVATE KEY-----')) {
    throw new Error('it is not a PEM that begins with -----BEGIN PRIVATE KEY----- (PKCS #8)');
  }
  return createPrivateKey(pem);
}

/** The token and its end. Throws when the key is not one of the algorithm. */
export async function signJwt(method: AuthMethodOf<'jwt'>, keyText: string, now: Date) {
  const { algorithm, keyId, issuer, subject, audience, lifetime } = method;
  const issuedAt = Math.floor(now.getTime() / 1000);
  const end = issuedAt + Math.floor(lifetime.ms / 1000);
  const token = new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) })
    .setIssuedAt(issuedAt)
    .setExpirationTime(end)
    .setJti(randomUUID());
  if (issuer !== undefined) token.setIssuer(issuer);
  if (subject !== undefined) token.setSubject(subject);
  if (audience !== undefined) token.setAudience(audience);
  return { token: await token.sign(keyOf(algorithm, keyText)), expiresAt: new Date(end * 1000) };
}
