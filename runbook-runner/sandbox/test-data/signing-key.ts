// Owns the seeded private key with which we sign JWTs for the sandbox: P-256, the same for the same seed.
import { createECDH, createPrivateKey } from 'node:crypto';
import { seededHex } from './random.ts';

const CURVE = 'prime256v1';

/** PKCS #8 in PEM. */
export function seededSigningKey(seed: number, label: string): string {
  const scalar = Buffer.from(seededHex(seed, label, 64), 'hex');
  const pair = createECDH(CURVE);
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  // An uncompressed point (SEC 1): 04, x, y.
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const key = { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d: scalar.toString('base64url') };
  return createPrivateKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'pkcs8' }).toString();
}
